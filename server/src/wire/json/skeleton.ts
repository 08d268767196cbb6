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
]);

/** Below these keys everything is content: arguments of tools may hold a name or a number of a person. */
const CONTENT = new Set(["input", "arguments", "metadata", "safeguards"]);

const PLAIN_KEY = /^[A-Za-z_$][A-Za-z0-9_$.-]{0,63}$/;
const PLAIN_NAME = /^[A-Za-z0-9_.:/-]{1,128}$/;

/**
 * The structure of a JSON value with every text replaced by its length and keyed HMAC. What is
 * left lets two requests be compared part by part, and says nothing of what was said.
 *
 * Kept are: keys that look like names, the values of structural keys (`type`, `role`, ...) and of
 * `name` where they look like names, booleans and null, and numbers outside of content.
 */
export function skeletonOf(value: unknown, conceal: Conceal): unknown {
  return conceive(value, undefined, false, conceal);
}

function conceive(value: unknown, key: string | undefined, content: boolean, conceal: Conceal): unknown {
  if (typeof value === "string") {
    const structural = !content && key !== undefined && (STRUCTURAL.has(key) || key === "name");
    return structural && PLAIN_NAME.test(value) ? value : conceal(value);
  }
  if (typeof value === "number") return content ? conceal(String(value)) : value;
  if (Array.isArray(value)) return value.map((item) => conceive(item, key, content, conceal));
  if (typeof value !== "object" || value === null) return value;
  const result: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    const shown = PLAIN_KEY.test(name) ? name : conceal(name);
    result[shown] = conceive(member, name, content || CONTENT.has(name), conceal);
  }
  return result;
}
