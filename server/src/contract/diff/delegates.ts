import { readBounds } from "../bounds.ts";
import { effortRank } from "../scales.ts";
import { type DelegationChange, delegationChanges } from "./delegations.ts";
import { type RoleChange, roleChanges } from "./role-changes.ts";
import type { Comparison, Found } from "./rule.ts";
import { shown } from "./values.ts";

interface DelegateChange extends DelegationChange {
  readonly delegate: RoleChange;
}

/** The roles of this contract that a rule delegates to in both versions, each once for those that delegate to it. */
function delegateChanges(comparison: Comparison): readonly DelegateChange[] {
  const roles = new Map(roleChanges(comparison).map((change) => [`role:${change.role}`, change]));
  return delegationChanges(comparison).flatMap((change) => {
    const delegate = typeof change.after.to === "string" ? roles.get(change.after.to) : undefined;
    // A second rule with the same ends has the same delegate, and that is told.
    return delegate === undefined || / #\d+$/.test(change.name) ? [] : [{ ...change, delegate }];
  });
}

/** A step of a delegate's effort that can be told to be down, or up. */
export function delegateEfforts(comparison: Comparison, direction: "down" | "up"): readonly Found[] {
  return delegateChanges(comparison).flatMap((change) => {
    const [from, to] = efforts(change.delegate);
    const [was, is] = [rankOf(from), rankOf(to)];
    if (was === undefined || is === undefined || was === is || is < was !== (direction === "down")) return [];
    return [found(change, "reasoning.effort", "the effort", from, to)];
  });
}

/** Another model behind an unchanged delegation, or an effort that is not known before or after. */
export function delegateModels(comparison: Comparison): readonly Found[] {
  return delegateChanges(comparison).flatMap((change) => {
    const { before, after } = change.delegate;
    const [from, to] = efforts(change.delegate);
    const unknown = rankOf(from) === undefined || rankOf(to) === undefined;
    const parts = [
      ["model.provider", "the provider", before.model?.provider, after.model?.provider],
      ["model.id", "the model", idOf(before), idOf(after)],
      ["model.snapshot", "the snapshot", before.model?.snapshot, after.model?.snapshot],
      ...(unknown ? ([["reasoning.effort", "the effort", from, to]] as const) : []),
    ] as const;
    return parts.flatMap(([place, what, was, is]) => (was === is ? [] : [found(change, place, what, was, is)]));
  });
}

function found({ path, name, after }: DelegateChange, place: string, what: string, was?: string, is?: string): Found {
  const message = `${what} that answers under the delegation ${name} changed from ${shown(was)} to ${shown(is)}`;
  return { path: `${path}.to.${place}`, role: after.from, before: was, after: is, message };
}

function efforts({ before, after }: RoleChange): readonly [string | undefined, string | undefined] {
  return [readBounds<string>(before.reasoning?.effort)?.value, readBounds<string>(after.reasoning?.effort)?.value];
}

function rankOf(effort: string | undefined): number | undefined {
  return effort === undefined ? undefined : effortRank(effort);
}

function idOf({ model }: RoleChange["before"]): string | undefined {
  return readBounds<string>(model?.id)?.value;
}
