import type { JsonObject } from "../../wire/json/value.ts";
import { protoDouble, protoFields, protoSigned, protoText } from "./proto-reader.ts";
import { type ExportedSpan, STATUS_ERROR } from "./trace-request.ts";

const MOST_DEPTH = 32;

/**
 * The spans of an `ExportTraceServiceRequest` in Protocol Buffers. The numbers of fields are those of
 * `opentelemetry/proto/trace/v1/trace.proto` and `common/v1/common.proto`.
 *
 * @throws {RangeError} where the bytes are no such message.
 */
export function spansOfProtobuf(request: Uint8Array): readonly ExportedSpan[] {
  return inside(request, 1).flatMap((ofResource) => {
    const resource = attributesIn(inside(ofResource, 1)[0] ?? new Uint8Array(), 1);
    return inside(ofResource, 2).flatMap((ofScope) => inside(ofScope, 2).map((span) => spanOf(span, resource)));
  });
}

function spanOf(bytes: Uint8Array, resource: JsonObject): ExportedSpan {
  const span = { trace: "", id: "", parent: "", name: "", started: 0n, ended: 0n, failed: false };
  const events: ExportedSpan["events"][number][] = [];
  for (const field of protoFields(bytes)) {
    if (field.number === 1) span.trace = hex(field.bytes);
    else if (field.number === 2) span.id = hex(field.bytes);
    else if (field.number === 4) span.parent = hex(field.bytes);
    else if (field.number === 5) span.name = protoText(field.bytes);
    else if (field.number === 7) span.started = field.value;
    else if (field.number === 8) span.ended = field.value;
    else if (field.number === 11) events.push(eventOf(field.bytes));
    else if (field.number === 15) span.failed = numberIn(field.bytes, 3) === BigInt(STATUS_ERROR);
  }
  return { ...span, attributes: attributesIn(bytes, 9), resource, events };
}

function eventOf(bytes: Uint8Array): ExportedSpan["events"][number] {
  const [name] = inside(bytes, 2);
  return {
    name: name === undefined ? "" : protoText(name),
    at: numberIn(bytes, 1) ?? 0n,
    attributes: attributesIn(bytes, 3),
  };
}

/** The fields of one number that hold something. */
function inside(bytes: Uint8Array, number: number): readonly Uint8Array[] {
  const found: Uint8Array[] = [];
  for (const field of protoFields(bytes)) if (field.number === number) found.push(field.bytes);
  return found;
}

function numberIn(bytes: Uint8Array, number: number): bigint | undefined {
  for (const field of protoFields(bytes)) if (field.number === number) return field.value;
  return undefined;
}

function attributesIn(bytes: Uint8Array, number: number): JsonObject {
  return Object.fromEntries(inside(bytes, number).map((pair) => keyValue(pair, 0)));
}

function keyValue(bytes: Uint8Array, depth: number): readonly [string, unknown] {
  const [key] = inside(bytes, 1);
  const [value] = inside(bytes, 2);
  return [key === undefined ? "" : protoText(key), value === undefined ? undefined : anyValue(value, depth)];
}

function anyValue(bytes: Uint8Array, depth: number): unknown {
  if (depth > MOST_DEPTH) return undefined;
  for (const { number, value, bytes: content } of protoFields(bytes)) {
    switch (number) {
      case 1:
        return protoText(content);
      case 2:
        return value !== 0n;
      case 3:
        return protoSigned(value);
      case 4:
        return protoDouble(value);
      case 5:
        return inside(content, 1).map((item) => anyValue(item, depth + 1));
      case 6:
        return Object.fromEntries(inside(content, 1).map((pair) => keyValue(pair, depth + 1)));
      default:
        // Bytes, and what comes to be: nothing that is read.
        break;
    }
  }
  return undefined;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
