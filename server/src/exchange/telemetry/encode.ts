import { type AttributeValue, Double, type TelemetrySpan, type TypedAttributes } from "./span.ts";

/** What all of an export have in common. */
export interface ExportResource {
  readonly attributes: TypedAttributes;
  /** The version of what makes them. */
  readonly version: string;
}

const CLIENT = 3;
const ERROR = 2;
const SCOPE = "bellwether";

/** Metrics as an `ExportMetricsServiceRequest` of OTLP in JSON. */
export function metricsAsJson(metrics: readonly unknown[], resource: ExportResource): unknown {
  return exported("Metrics", { metrics }, resource);
}

/** Log records as an `ExportLogsServiceRequest` of OTLP in JSON. */
export function logsAsJson(logRecords: readonly unknown[], resource: ExportResource): unknown {
  return exported("Logs", { logRecords }, resource);
}

/** Spans as an `ExportTraceServiceRequest` of OTLP in JSON. */
export function exportAsJson(spans: readonly TelemetrySpan[], resource: ExportResource): unknown {
  return exported("Spans", { spans: spans.map(spanOf) }, resource);
}

/** What all three have around what is told. */
function exported(signal: "Spans" | "Metrics" | "Logs", told: object, resource: ExportResource): unknown {
  const scope = { name: SCOPE, version: resource.version };
  return {
    [`resource${signal}`]: [
      { resource: { attributes: attributePairs(resource.attributes) }, [`scope${signal}`]: [{ scope, ...told }] },
    ],
  };
}

function spanOf({ trace, id, parent, name, startedAt, endedAt, attributes, events, failure }: TelemetrySpan): unknown {
  return {
    traceId: trace,
    spanId: id,
    ...(parent === "" ? {} : { parentSpanId: parent }),
    name,
    kind: CLIENT,
    startTimeUnixNano: unixNanos(startedAt),
    endTimeUnixNano: unixNanos(endedAt),
    attributes: attributePairs(attributes),
    events: events.map((event) => ({
      timeUnixNano: unixNanos(event.at),
      name: event.name,
      attributes: attributePairs(event.attributes),
    })),
    status: failure === undefined ? {} : { code: ERROR, message: failure },
  };
}

/** Nanoseconds since 1970; microseconds are as fine as clocks here are. */
export function unixNanos(ms: number): string {
  return `${Math.round(ms * 1_000)}000`;
}

/** Attributes as OTLP in JSON has them. */
export function attributePairs(attributes: TypedAttributes): unknown[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: anyOf(value) }));
}

function anyOf(value: AttributeValue | Double): unknown {
  if (value instanceof Double) return { doubleValue: value.value };
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "number") return { intValue: String(Math.round(value)) };
  return { arrayValue: { values: value.map((item) => ({ stringValue: item })) } };
}
