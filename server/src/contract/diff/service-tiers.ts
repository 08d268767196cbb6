import type { Comparison } from "./rule.ts";
import { documentValues, type ValueChange } from "./value-changes.ts";

/** The words of providers for how soon a request is served, the slowest first. */
const SCALE: readonly (readonly string[])[] = [
  ["batch"],
  ["flex"],
  ["auto", "default", "standard", "standard_only"],
  ["priority"],
];

/** Changes of the service tier; `neither` where one of both is on no scale. */
export function tiers(comparison: Comparison, direction: "down" | "up" | "neither"): readonly ValueChange<string>[] {
  return documentValues<string>(comparison, ["economics", "service_tier"]).filter(({ before, after }) => {
    const [from, to] = [rankOf(before), rankOf(after)];
    if (from === -1 || to === -1 || from === to) return direction === "neither";
    return direction === (to < from ? "down" : "up");
  });
}

function rankOf(tier: string | undefined): number {
  return SCALE.findIndex((names) => names.includes(tier ?? ""));
}
