import type { ColumnSpec } from "../columns.ts";
import type { QueryValue } from "./query.ts";

const DURATIONS: Readonly<Record<string, number>> = { ms: 1, s: 1e3, m: 6e4, h: 36e5, d: 864e5, w: 6048e5 };
const COUNTS: Readonly<Record<string, number>> = { k: 1e3, M: 1e6, G: 1e9 };

/** A value read by its column's type, or what would be right. */
export type ReadValue =
  | { readonly ok: true; readonly value: QueryValue }
  | { readonly ok: false; readonly expected: string };

/** Reads a value as its column holds it: `1h` for a time in ms, `10k` for a count, `null` for nothing. */
export function readValue(column: ColumnSpec, text: string, quoted: boolean, now: number): ReadValue {
  const nullable = column.type === "number" || column.type === "time" || column.type === "maybe";
  if (nullable && !quoted && text === "null") return { ok: true, value: null };
  switch (column.type) {
    case "count":
    case "number": {
      const value = column.name.endsWith("_ms") ? (readDuration(text) ?? readNumber(text)) : readNumber(text);
      const expected = column.name.endsWith("_ms")
        ? "a time such as 250ms, 5m or 1h"
        : "a number such as 3, 0.7 or 10k";
      return value === undefined ? { ok: false, expected } : { ok: true, value };
    }
    case "flag":
    case "maybe":
      if (text === "true" || text === "false") return { ok: true, value: text === "true" };
      return { ok: false, expected: "true or false" };
    case "time": {
      const value = readTime(text, now);
      return value === undefined
        ? { ok: false, expected: "a time such as 7d (ago), 2026-04-01 or 2026-04-01T12:00:00Z" }
        : { ok: true, value };
    }
    case "numbers":
      return { ok: false, expected: "nothing: signals are selected with --show" };
    case "text":
    case "category":
    case "texts":
    case "json":
      return { ok: true, value: text };
  }
}

/** A point in time: so long ago (`7d`), a date, or a date and time; milliseconds since the epoch. */
export function readTime(text: string, now: number): number | undefined {
  const ago = readDuration(text);
  if (ago !== undefined) return now - ago;
  if (!/^\d{4}-\d{2}-\d{2}/.test(text)) return undefined;
  const time = Date.parse(/[T ]/.test(text) && !/(Z|[+-]\d{2}:?\d{2})$/.test(text) ? `${text}Z` : text);
  return Number.isNaN(time) ? undefined : time;
}

function readDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w)$/.exec(text);
  return match === null ? undefined : Number(match[1]) * (DURATIONS[match[2] ?? ""] ?? 1);
}

function readNumber(text: string): number | undefined {
  const match = /^(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)([kMG])?$/.exec(text);
  const value = match === null ? Number.NaN : Number(match[1]) * (COUNTS[match[2] ?? ""] ?? 1);
  // No column holds more, and the store would not know what to compare with.
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : undefined;
}
