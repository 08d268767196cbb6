import { asObject, asText, type JsonObject, objectsOf } from "../../wire/json/value.ts";
import { type ExportedSpan, STATUS_ERROR } from "./trace-request.ts";

const MOST_DEPTH = 32;

/**
 * The spans of an `ExportTraceServiceRequest` as JSON (OTLP 1.x: names in lower camel case, ids in hex, numbers of 64 bits
 * as texts). What it does not know it passes over.
 */
export function spansOfJson(request: JsonObject): readonly ExportedSpan[] {
  return objectsOf(either(request, "resourceSpans", "resource_spans")).flatMap((ofResource) => {
    const resource = attributesOf(asObject(ofResource.resource)?.attributes);
    return objectsOf(either(ofResource, "scopeSpans", "scope_spans") ?? ofResource.instrumentationLibrarySpans).flatMap(
      ({ spans }) => objectsOf(spans).map((span) => spanOf(span, resource)),
    );
  });
}

function spanOf(span: JsonObject, resource: JsonObject): ExportedSpan {
  const code = asObject(span.status)?.code;
  return {
    trace: idOf(either(span, "traceId", "trace_id")),
    id: idOf(either(span, "spanId", "span_id")),
    parent: idOf(either(span, "parentSpanId", "parent_span_id")),
    name: asText(span.name) ?? "",
    started: nanosOf(either(span, "startTimeUnixNano", "start_time_unix_nano")),
    ended: nanosOf(either(span, "endTimeUnixNano", "end_time_unix_nano")),
    attributes: attributesOf(span.attributes),
    resource,
    events: objectsOf(span.events).map((event) => ({
      name: asText(event.name) ?? "",
      at: nanosOf(either(event, "timeUnixNano", "time_unix_nano")),
      attributes: attributesOf(event.attributes),
    })),
    failed: code === STATUS_ERROR || code === "STATUS_CODE_ERROR",
  };
}

function either(object: JsonObject, camel: string, snake: string): unknown {
  return object[camel] ?? object[snake];
}

/** Hex as the protocol has it; base64 as some libraries write bytes is as good a name. */
function idOf(value: unknown): string {
  return asText(value)?.toLowerCase() ?? "";
}

function nanosOf(value: unknown): bigint {
  if (typeof value === "string" && /^\d{1,20}$/.test(value)) return BigInt(value);
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? BigInt(Math.floor(value)) : 0n;
}

function attributesOf(list: unknown): JsonObject {
  return Object.fromEntries(
    objectsOf(list).flatMap(({ key, value }) => (typeof key === "string" ? [[key, plainOf(value, 0)]] : [])),
  );
}

function plainOf(value: unknown, depth: number): unknown {
  const any = asObject(value);
  if (any === undefined || depth > MOST_DEPTH) return undefined;
  const int = either(any, "intValue", "int_value");
  if (int !== undefined) return Number(int);
  const list = asObject(either(any, "arrayValue", "array_value"));
  if (list !== undefined) return objectsOf(list.values).map((item) => plainOf(item, depth + 1));
  const members = asObject(either(any, "kvlistValue", "kvlist_value"));
  if (members !== undefined)
    return Object.fromEntries(
      objectsOf(members.values).flatMap(({ key, value: inside }) =>
        typeof key === "string" ? [[key, plainOf(inside, depth + 1)]] : [],
      ),
    );
  return (
    either(any, "stringValue", "string_value") ??
    either(any, "boolValue", "bool_value") ??
    either(any, "doubleValue", "double_value")
  );
}
