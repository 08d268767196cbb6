import { isBounds } from "../bounds.ts";
import { parseComparison } from "../comparison.ts";
import { isMapping } from "../merge.ts";
import { durationMs } from "../scales.ts";
import { unordered } from "./values.ts";

/** Lists whose order says nothing. */
const SETS: ReadonlySet<string> = new Set(["betas", "gates", "regions", "breakpoints", "allow", "by"]);
/** Times, which may be written in several units. */
const DURATIONS: ReadonlySet<string> = new Set(["ttl", "per", "window"]);
/** Conditions on times; those by which traffic is told are read by the rules of roles, routing and journeys. */
const CONDITIONS: ReadonlySet<string> = new Set(["idle"]);

/** A part of a contract in the one way in which it could have been written: two that mean the same are the same. */
export function meaningOf(written: unknown, key = ""): unknown {
  if (typeof written === "string" || typeof written === "number") return scalar(written, key);
  if (Array.isArray(written)) {
    const items = written.map((item) => meaningOf(item, key));
    return SETS.has(key) ? unordered(items) : items;
  }
  if (!isMapping(written)) return written;
  const names = Object.keys(written);
  if (names.length === 1 && names[0] === "default" && isBounds(written)) return meaningOf(written.default, key);
  // Who may choose is everybody where nobody is named.
  const range = isBounds(written) && names.some((name) => name !== "default");
  const choosable = range && written["by"] === undefined ? { by: ["client", "user"], ...written } : written;
  const read = Object.entries(choosable).map(([name, value]) => [
    name,
    meaningOf(value, name === "default" ? key : name),
  ]);
  return Object.fromEntries(read);
}

function scalar(written: string | number, key: string): unknown {
  if (DURATIONS.has(key) && typeof written === "string") return durationMs(written) ?? written;
  return CONDITIONS.has(key) ? (parseComparison(written) ?? written) : written;
}
