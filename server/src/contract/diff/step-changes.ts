import type { Frozen, ResolvedDocument } from "../contract.ts";
import { type ListChanges, listChanges } from "./lists.ts";
import type { Comparison, Found } from "./rule.ts";
import { below, shown } from "./values.ts";

type Step = NonNullable<NonNullable<Frozen<ResolvedDocument["steps"]>>["pre"]>[number];

/** Where a step stands: before the model, or after it. */
export type StepSide = "pre" | "post";

const SIDES = ["pre", "post"] as const;
const WHERE: Readonly<Record<StepSide, string>> = { pre: "before", post: "after" };

/** Steps that were added on one side of the model, or taken away. */
export function stepsThat(comparison: Comparison, side: StepSide, step: "added" | "removed"): readonly Found[] {
  return changesOf(comparison, side)[step].map(({ key, item }) => {
    const path = below(`steps.${side}`, key);
    return step === "added"
      ? { path, after: item, message: `the step ${item.name} ${item.version} ${WHERE[side]} the model is new` }
      : { path, before: item, message: `the step ${item.name} ${item.version} ${WHERE[side]} the model is gone` };
  });
}

/** Steps that both have, in another version. */
export function stepVersions(comparison: Comparison): readonly Found[] {
  return SIDES.flatMap((side) =>
    changesOf(comparison, side).kept.flatMap(({ key, before, after }) => {
      if (before.version === after.version) return [];
      const message = `the step ${key} ${WHERE[side]} the model changed from ${before.version} to ${after.version}`;
      const path = below(`steps.${side}`, key, "version");
      return [{ path, before: before.version, after: after.version, message }];
    }),
  );
}

/** Steps that both have, in another order. */
export function stepOrder(comparison: Comparison): readonly Found[] {
  return SIDES.flatMap((side) => {
    if (!changesOf(comparison, side).reordered) return [];
    const [from, to] = [comparison.before, comparison.after].map(({ steps }) =>
      (steps?.[side] ?? []).map(({ name }) => name),
    );
    const message = `the steps ${WHERE[side]} the model ran in the order ${shown(from)} and run in the order ${shown(to)}`;
    return [{ path: `steps.${side}`, before: from, after: to, message }];
  });
}

function changesOf({ before, after }: Comparison, side: StepSide): ListChanges<Step> {
  return listChanges(before.steps?.[side], after.steps?.[side], ({ name }) => name);
}
