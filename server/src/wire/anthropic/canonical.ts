import { asList, asObject, type JsonObject } from "../json/value.ts";

/**
 * A message as what it means: cache marks are dropped (they move to the last block on each
 * request) and a text is the same as one text block, also inside results of tools. The order of
 * keys is left to `canonicalText`. Arguments of tools are content and stay as they are.
 */
export function canonicalMessage(message: JsonObject): JsonObject {
  return { ...withoutMark(message), content: canonicalContent(message.content) };
}

function canonicalContent(content: unknown): unknown {
  if (typeof content === "string") return [{ type: "text", text: content }];
  return Array.isArray(content) ? content.map(canonicalBlock) : content;
}

function canonicalBlock(block: unknown): unknown {
  const object = asObject(block);
  if (object === undefined) return block;
  const bare = withoutMark(object);
  return object.type === "tool_result" ? { ...bare, content: canonicalContent(object.content) } : bare;
}

function withoutMark(object: JsonObject): JsonObject {
  if (!("cache_control" in object)) return object;
  const { cache_control: _mark, ...rest } = object;
  return rest;
}

/** The lives asked for by the cache marks of a block and of the blocks inside it; `5m` where a mark does not say. */
export function cacheMarks(value: unknown): readonly string[] {
  const object = asObject(value);
  if (object === undefined) return asList(value).flatMap(cacheMarks);
  const own = asObject(object.cache_control);
  const inside = Array.isArray(object.content) ? object.content.flatMap(cacheMarks) : [];
  return own === undefined ? inside : [typeof own.ttl === "string" ? own.ttl : "5m", ...inside];
}
