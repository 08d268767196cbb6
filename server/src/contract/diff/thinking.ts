import { thinkingBounds } from "../contracted.ts";
import { thinkingBudget } from "../scales.ts";
import { type RoleChange, roleChanges } from "./role-changes.ts";
import type { Comparison, Found } from "./rule.ts";
import { told } from "./value-changes.ts";

/** How the thinking of a role can change. */
export type ThinkingChange = "disabled" | "enabled" | "lowered" | "raised" | "changed";

/** The changes of one kind in how roles think. */
export function thinkingChanges(comparison: Comparison, kind: ThinkingChange): readonly Found[] {
  return roleChanges(comparison).flatMap(({ role, path, ...change }) => {
    const [before, after] = thinkingOf(change);
    if (before === after || kindOf(before, after) !== kind) return [];
    return [told({ path: `${path}.reasoning.thinking`, role, before, after }, "the thinking")];
  });
}

function thinkingOf({ before, after }: Pick<RoleChange, "before" | "after">): [string | undefined, string | undefined] {
  return [thinkingBounds(before)?.value, thinkingBounds(after)?.value];
}

function kindOf(before: string | undefined, after: string | undefined): ThinkingChange {
  if (after === "disabled") return "disabled";
  if (before === "disabled") return "enabled";
  const [from, to] = [thinkingBudget(before ?? ""), thinkingBudget(after ?? "")];
  if (from === undefined || to === undefined) return "changed";
  return to < from ? "lowered" : "raised";
}
