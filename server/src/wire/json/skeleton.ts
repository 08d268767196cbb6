import type { Conceal } from "./element-memo.ts";

/** Keys whose texts say how a request is built, not what it says. */
const STRUCTURAL = new Set([
  "type",
  "role",
  "model",
  "effort",
  "ttl",
  "media_type",
  "detail",
  "format",
  "display",
  "keep",
  "service_tier",
  "tool_choice",
  "reasoning_effort",
  "verbosity",
  "summary",
  "speed",
  "mode",
  "thinkingLevel",
  "thinking_level",
  "mimeType",
  "mime_type",
  "responseMimeType",
  "response_mime_type",
]);

/** Below these keys everything is content: arguments of tools may hold a name or a number of a person. */
const CONTENT = new Set(["input", "arguments", "args", "response", "metadata", "safeguards"]);

const PLAIN_KEY = /^[A-Za-z_$][A-Za-z0-9_$.-]{0,63}$/;
const PLAIN_NAME = /^[A-Za-z0-9_.:/-]{1,128}$/;

/**
 * The structure of a JSON value with every text replaced by its length and keyed HMAC, as JSON
 * text. What is left lets two requests be compared part by part, and says nothing of what was said.
 *
 * Kept are: keys that look like names, the values of structural keys (`type`, `role`, ...) and of
 * `name` where they look like names, booleans and null, and numbers outside of content.
 */
export function skeletonText(value: unknown, conceal: Conceal): string {
  return conceive(value, undefined, false, conceal);
}

/** The skeleton of what stands under a key: the key decides whether texts are structure or content. */
export function skeletonTextOfMember(key: string, value: unknown, conceal: Conceal): string {
  return conceive(value, key, CONTENT.has(key), conceal);
}

/**
 * Two keys of one kind give the same value the same skeleton, so that skeletons can be remembered
 * by kind and bytes. There are few kinds, whatever keys a client makes up.
 */
export function skeletonKind(key: string): string {
  return STRUCTURAL.has(key) || CONTENT.has(key) || key === "name" ? key : "";
}

/** A key as a skeleton shows it: one that does not look like a name is concealed. */
export function shownKey(key: string, conceal: Conceal): string {
  return PLAIN_KEY.test(key) ? key : conceal(key);
}

// Written as text at once: an object in between would be made, filled and walked for nothing.
function conceive(value: unknown, key: string | undefined, content: boolean, conceal: Conceal): string {
  if (typeof value === "string") {
    const structural = !content && key !== undefined && (STRUCTURAL.has(key) || key === "name");
    return JSON.stringify(structural && PLAIN_NAME.test(value) ? value : conceal(value));
  }
  if (typeof value === "number" && content) return JSON.stringify(conceal(String(value)));
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  if (Array.isArray(value)) return `[${value.map((item) => conceive(item, key, content, conceal)).join(",")}]`;
  let text = "";
  for (const [name, member] of Object.entries(value)) {
    const shown = `${JSON.stringify(shownKey(name, conceal))}:${conceive(member, name, content || CONTENT.has(name), conceal)}`;
    text += text === "" ? shown : `,${shown}`;
  }
  return `{${text}}`;
}
