import { asList, asObject, type JsonObject } from "../json/value.ts";

/**
 * A message as what it means: cache marks are dropped, a text is the same as one text part, and a
 * member that is null is the same as one left out (SDKs write back `refusal: null` and the like).
 */
export function canonicalMessage(message: JsonObject): JsonObject {
  const bare: Record<string, unknown> = {};
  for (const key of Object.keys(message)) {
    const value = message[key];
    if (value !== null && key !== "cache_control") bare[key] = key === "content" ? canonicalContent(value) : value;
  }
  return bare;
}

function canonicalContent(content: unknown): unknown {
  if (typeof content === "string") return [{ type: "text", text: content }];
  return Array.isArray(content) ? content.map(canonicalPart) : content;
}

/** A content part without its cache mark. */
export function canonicalPart(part: unknown): unknown {
  const object = asObject(part);
  if (object === undefined || !("cache_control" in object)) return part;
  const { cache_control: _mark, ...rest } = object;
  return rest;
}

/** The lives asked for by cache marks in a message; `5m` where a mark does not say. */
export function cacheMarks(message: JsonObject): readonly string[] {
  const parts = asList(message.content);
  if (parts.length === 0 && message.cache_control === undefined) return NONE;
  const holders = [message, ...parts];
  return holders.flatMap((holder) => {
    const mark = asObject(asObject(holder)?.cache_control);
    return mark === undefined ? [] : [typeof mark.ttl === "string" ? mark.ttl : "5m"];
  });
}

const NONE: readonly string[] = [];
