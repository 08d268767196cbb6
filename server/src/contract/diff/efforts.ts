import { readBounds } from "../bounds.ts";
import { effortRank } from "../scales.ts";
import { type RoleChange, roleChanges } from "./role-changes.ts";
import type { Comparison, Found } from "./rule.ts";
import { held, roleValues, type ValueChange } from "./value-changes.ts";
import { shown } from "./values.ts";

/** A step down (or up) of a role's effort, of its default or of the floor below which nobody may choose. */
export function effortSteps(comparison: Comparison, direction: "down" | "up"): readonly Found[] {
  return roleChanges(comparison).flatMap((change) => stepsOf(change, direction));
}

function stepsOf({ role, path, before, after }: RoleChange, direction: "down" | "up"): readonly Found[] {
  const [earlier, later] = [readBounds<string>(before.reasoning?.effort), readBounds<string>(after.reasoning?.effort)];
  const place = `${path}.reasoning.effort`;
  const found: Found[] = [];
  for (const [part, what] of [
    ["value", "the effort"],
    ["min", "the least effort that may be chosen"],
  ] as const) {
    const [from, to] = [earlier?.[part], later?.[part]];
    if (from === undefined || to === undefined) continue;
    const [fromRank, toRank] = [effortRank(from), effortRank(to)];
    if (fromRank === undefined || toRank === undefined || fromRank === toRank) continue;
    if (toRank < fromRank !== (direction === "down")) continue;
    const moved = direction === "down" ? "lowered" : "raised";
    const message = `${what} of ${role} is ${moved} from ${shown(from)} to ${shown(to)}`;
    found.push({ path: part === "min" ? `${place}.min` : place, role, before: from, after: to, message });
  }
  return found;
}

/** The effort that holds when nobody chooses, where that changed. */
export function efforts(comparison: Comparison): readonly ValueChange<string>[] {
  return roleValues<string>(comparison, ["reasoning", "effort"], held);
}
