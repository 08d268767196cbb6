import { valueAt } from "../explain.ts";
import { readBounds } from "../bounds.ts";
import { roleChanges } from "./role-changes.ts";
import type { Comparison } from "./rule.ts";
import { steps, type ValueChange } from "./value-changes.ts";

/** The limits of an answer's tokens that go down, or up: what holds when nobody chooses, and the most that may be chosen. */
export function outputLimits(comparison: Comparison, direction: "down" | "up"): readonly ValueChange<number>[] {
  const changes = roleChanges(comparison).flatMap(({ role, path, before, after }) => {
    const [from, to] = [before, after].map((one) => readBounds<number>(valueAt(one, PARTS) as number | undefined));
    const place = `${path}.${PARTS.join(".")}`;
    return [
      { path: place, role, before: from?.value, after: to?.value },
      { path: `${place}.max`, role, before: from?.max, after: to?.max },
    ];
  });
  // Where nothing is said there is no limit of ours.
  return steps(changes, (limit) => limit ?? Number.MAX_SAFE_INTEGER, direction);
}

const PARTS = ["output", "max_tokens"];
