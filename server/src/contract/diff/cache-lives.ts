import { durationMs } from "../scales.ts";
import type { Comparison } from "./rule.ts";
import { held, roleValues, steps, type ValueChange } from "./value-changes.ts";

/** Lives of what is cached that became shorter, or longer; nothing said is no life of ours. */
export function cacheLives(comparison: Comparison, direction: "down" | "up"): readonly ValueChange<string>[] {
  const changes = roleValues<string>(comparison, ["cache", "prompt", "ttl"], held);
  return steps(changes, (ttl) => (ttl === undefined ? 0 : durationMs(ttl)), direction);
}
