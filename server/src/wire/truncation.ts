import { asObject, asText, type JsonObject } from "./json/value.ts";

/** What clients write in place of a whole text that they took away. */
const PLACEHOLDERS = ["[Old tool result content cleared]", "[cleared to save context]"] as const;

/** What clients, tools and gateways write in results of tools in place of what they took away. */
const MARKS = [
  ...PLACEHOLDERS,
  "tokens truncated",
  "characters truncated",
  "[truncated]",
  "... [truncated",
  "[... omitted ",
  "lines truncated ...]",
  "<response clipped>",
] as const;

/** Words of which every mark has one: they are looked for first, in the bytes, because most messages have none. */
const WORDS = ["truncated", "cleared", "omitted", "clipped"].map((word) => Buffer.from(word));

/** The members in which Gemini and Bedrock hold a result. */
const RESULTS = ["functionResponse", "function_response", "toolResult"] as const;

/**
 * The mark in a message of what was taken away from it; undefined where there is none.
 *
 * Marks count in results of tools, and as a text that a client put in place of another. Whoever
 * writes of them, a person or a model, has lost nothing.
 *
 * @param raw the message as JSON.
 */
export function truncationMark(raw: Uint8Array): string | undefined {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.length);
  if (!WORDS.some((word) => bytes.includes(word))) return undefined;
  const message: unknown = JSON.parse(bytes.toString("utf8"));
  const role = asObject(message)?.role;
  return role === "assistant" || role === "model" ? undefined : markIn(message, false);
}

function markIn(value: unknown, ofTool: boolean): string | undefined {
  if (typeof value === "string")
    return ofTool
      ? MARKS.find((mark) => value.includes(mark))
      : PLACEHOLDERS.find((placeholder) => value.trim() === placeholder);
  if (Array.isArray(value)) return firstOf(value, (one) => markIn(one, ofTool));
  const object = asObject(value);
  if (object === undefined) return undefined;
  const result = ofTool || isResult(object);
  return firstOf(Object.entries(object), ([key, member]) =>
    markIn(member, result || RESULTS.some((name) => name === key)),
  );
}

function isResult({ role, type }: JsonObject): boolean {
  const named = asText(type) ?? "";
  return role === "tool" || role === "function" || named === "tool_result" || /_(?:output|response)$/.test(named);
}

function firstOf<T>(values: readonly T[], find: (value: T) => string | undefined): string | undefined {
  for (const value of values) {
    const found = find(value);
    if (found !== undefined) return found;
  }
  return undefined;
}
