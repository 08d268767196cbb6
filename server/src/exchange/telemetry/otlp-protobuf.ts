/** How a member of OTLP in JSON is written in Protocol Buffers. */
type Kind = "text" | "hex" | "varint" | "fixed64" | "double" | "fixed64s" | "doubles" | (() => Shape);
/** The members of a message: the number of each field, and its kind. A list is the field again and again. */
type Shape = Readonly<Record<string, readonly [number: number, kind: Kind]>>;
type Json = Readonly<Record<string, unknown>>;

// The numbers are those of opentelemetry/proto/{common,resource,trace,metrics}/v1/*.proto.
const anyValue = (): Shape => ({
  stringValue: [1, "text"],
  boolValue: [2, "varint"],
  intValue: [3, "varint"],
  doubleValue: [4, "double"],
  arrayValue: [5, () => ({ values: [1, anyValue] })],
});
const keyValue = (): Shape => ({ key: [1, "text"], value: [2, anyValue] });
const resource = (): Shape => ({ attributes: [1, keyValue] });
const scope = (): Shape => ({ name: [1, "text"], version: [2, "text"] });

const event = (): Shape => ({ timeUnixNano: [1, "fixed64"], name: [2, "text"], attributes: [3, keyValue] });
const span = (): Shape => ({
  traceId: [1, "hex"],
  spanId: [2, "hex"],
  parentSpanId: [4, "hex"],
  name: [5, "text"],
  kind: [6, "varint"],
  startTimeUnixNano: [7, "fixed64"],
  endTimeUnixNano: [8, "fixed64"],
  attributes: [9, keyValue],
  events: [11, event],
  status: [15, () => ({ message: [2, "text"], code: [3, "varint"] })],
});

const times = { startTimeUnixNano: [2, "fixed64"], timeUnixNano: [3, "fixed64"] } as const satisfies Shape;
const numberPoint = (): Shape => ({
  ...times,
  asDouble: [4, "double"],
  asInt: [6, "fixed64"],
  attributes: [7, keyValue],
});
const histogramPoint = (): Shape => ({
  ...times,
  count: [4, "fixed64"],
  sum: [5, "double"],
  bucketCounts: [6, "fixed64s"],
  explicitBounds: [7, "doubles"],
  attributes: [9, keyValue],
  min: [11, "double"],
  max: [12, "double"],
});
const metric = (): Shape => ({
  name: [1, "text"],
  unit: [3, "text"],
  sum: [7, () => ({ dataPoints: [1, numberPoint], aggregationTemporality: [2, "varint"], isMonotonic: [3, "varint"] })],
  histogram: [9, () => ({ dataPoints: [1, histogramPoint], aggregationTemporality: [2, "varint"] })],
});

const logRecord = (): Shape => ({
  timeUnixNano: [1, "fixed64"],
  severityNumber: [2, "varint"],
  attributes: [6, keyValue],
  observedTimeUnixNano: [11, "fixed64"],
  eventName: [12, "text"],
});

const REQUEST: Shape = {
  resourceSpans: [
    1,
    () => ({ resource: [1, resource], scopeSpans: [2, () => ({ scope: [1, scope], spans: [2, span] })] }),
  ],
  resourceMetrics: [
    1,
    () => ({ resource: [1, resource], scopeMetrics: [2, () => ({ scope: [1, scope], metrics: [2, metric] })] }),
  ],
  resourceLogs: [
    1,
    () => ({ resource: [1, resource], scopeLogs: [2, () => ({ scope: [1, scope], logRecords: [2, logRecord] })] }),
  ],
};

const LENGTH = 2;
const FIXED64 = 1;
const VARINT = 0;

/**
 * An export of traces, metrics or logs in Protocol Buffers.
 *
 * @param request the same in JSON, as `exportAsJson` and its like write it.
 */
export function otlpProtobuf(request: unknown): Uint8Array<ArrayBuffer> {
  return new Uint8Array(messageOf(request as Json, REQUEST));
}

function messageOf(json: Json, shape: Shape): Buffer {
  const parts: Buffer[] = [];
  for (const [name, [number, kind]] of Object.entries(shape)) {
    const value = json[name];
    if (value === undefined) continue;
    const packed = kind === "fixed64s" || kind === "doubles";
    for (const one of Array.isArray(value) && !packed ? (value as unknown[]) : [value])
      parts.push(...fieldOf(number, kind, one));
  }
  return Buffer.concat(parts);
}

function fieldOf(number: number, kind: Kind, value: unknown): readonly Buffer[] {
  const tagged = (wire: number, ...rest: Buffer[]): readonly Buffer[] => [
    varint(BigInt((number << 3) | wire)),
    ...rest,
  ];
  const sized = (bytes: Buffer): readonly Buffer[] => tagged(LENGTH, varint(BigInt(bytes.length)), bytes);
  switch (kind) {
    case "text":
      return sized(Buffer.from(String(value)));
    case "hex":
      return sized(Buffer.from(String(value), "hex"));
    case "varint":
      return tagged(VARINT, varint(BigInt(value as string | number | boolean)));
    case "fixed64":
      return tagged(FIXED64, fixed64(value));
    case "double":
      return tagged(FIXED64, double(value));
    case "fixed64s":
      return sized(Buffer.concat((value as readonly unknown[]).map(fixed64)));
    case "doubles":
      return sized(Buffer.concat((value as readonly unknown[]).map(double)));
    default:
      return sized(messageOf(value as Json, kind()));
  }
}

function fixed64(value: unknown): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value as string | number)));
  return bytes;
}

function double(value: unknown): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(Number(value));
  return bytes;
}

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let left = BigInt.asUintN(64, value);
  while (left > 0x7fn) {
    bytes.push(Number(left & 0x7fn) | 0x80);
    left >>= 7n;
  }
  return Buffer.from([...bytes, Number(left)]);
}
