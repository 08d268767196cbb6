import { roleChanges } from "./role-changes.ts";
import type { Comparison, Found } from "./rule.ts";
import { shown } from "./values.ts";

/** What happens to the freedom to call a tool or none. */
export type ChoiceStep = "forced" | "freed" | "declared" | "undeclared";

/**
 * How the choice of tools of a role changed. Two ways to force the model that have nothing in
 * common are both a forcing and a freeing.
 */
export function choiceSteps(comparison: Comparison, step: ChoiceStep): readonly Found[] {
  return roleChanges(comparison).flatMap(({ role, path, before, after }) => {
    const [from, to] = [before.tool_choice, after.tool_choice];
    if (!stepsOf(from, to).includes(step)) return [];
    const message = `the tool choice of ${role} changed from ${shown(from)} to ${shown(to)}`;
    return [{ path: `${path}.tool_choice`, role, before: from, after: to, message }];
  });
}

function stepsOf(from: string | undefined, to: string | undefined): readonly ChoiceStep[] {
  if (from === to) return [];
  if (from === undefined && to === "auto") return ["declared"];
  if (from === "auto" && to === undefined) return ["undeclared"];
  const [forced, freed] = [!leaves(to, from), !leaves(from, to)];
  return [...(forced ? (["forced"] as const) : []), ...(freed ? (["freed"] as const) : [])];
}

/** Whether one choice leaves the model free to do all that another does. */
function leaves(choice: string | undefined, other: string | undefined): boolean {
  if (choice === undefined || choice === "auto") return true;
  return choice === other || (choice === "any" && other?.startsWith("tool:") === true);
}
