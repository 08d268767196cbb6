import type { Comparison } from "./rule.ts";
import { held, roleValues, type ValueChange } from "./value-changes.ts";

const SCALE = ["low", "medium", "high"];

/** Changes of the length that answers are asked to have; `neither` where one of both is on no scale. */
export function verbosities(
  comparison: Comparison,
  direction: "down" | "up" | "neither",
): readonly ValueChange<string>[] {
  return roleValues<string>(comparison, ["output", "verbosity"], held).filter(({ before, after }) => {
    const [from, to] = [SCALE.indexOf(before ?? ""), SCALE.indexOf(after ?? "")];
    if (from === -1 || to === -1) return direction === "neither";
    return direction === (to < from ? "down" : "up");
  });
}
