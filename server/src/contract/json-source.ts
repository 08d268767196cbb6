import { isMapping } from "./merge.ts";

/**
 * The value of a text that is JSON through and through and says no key twice; undefined for any
 * other, which is then read as YAML with all that it says of errors. Schemas are long, and a
 * parser that keeps every place takes a hundred times as long.
 */
export function plainJsonValue(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isMapping(value) && keysIn(value) === keysWritten(text) ? value : undefined;
}

/** The keys of a value, at every depth; NaN where it has what the other parser has a word for. */
function keysIn(value: unknown): number {
  if (typeof value === "number") return Number.isFinite(value) ? 0 : Number.NaN;
  if (typeof value === "string") return value.isWellFormed() ? 0 : Number.NaN;
  if (typeof value !== "object" || value === null) return 0;
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + keysIn(item), 0);
  let count = 0;
  for (const [key, item] of Object.entries(value))
    count += key === "__proto__" || !key.isWellFormed() ? Number.NaN : 1 + keysIn(item);
  return count;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;

/** How often valid JSON says a key: its colons outside of texts. */
function keysWritten(text: string): number {
  let count = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) quoted = !quoted;
    else if (quoted && code === BACKSLASH) at++;
    else if (!quoted && code === COLON) count++;
  }
  return count;
}
