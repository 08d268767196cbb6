import type { Frozen, ResolvedDocument } from "../contract.ts";
import { canonicalJson } from "../../core/jcs.ts";
import { type ListChanges, type Listed, listChanges } from "./lists.ts";
import type { Comparison, Found } from "./rule.ts";
import { textsIn, below, same, shown } from "./values.ts";

/** One rule of `delegation.allow`. */
export type Delegation = NonNullable<NonNullable<Frozen<ResolvedDocument["delegation"]>>["allow"]>[number];

/** A rule of delegation in both versions: from the same role to the same delegate. */
export interface DelegationChange {
  /** `delegation.allow["main -> role:searcher"]`. */
  readonly path: string;
  /** `main -> role:searcher`. */
  readonly name: string;
  readonly before: Delegation;
  readonly after: Delegation;
}

/** How the rules of delegation changed. Of several with the same ends, those that are alike belong together. */
export function delegationLists({ before, after }: Comparison): ListChanges<Delegation> {
  const [earlier, later] = [before.delegation?.allow ?? [], after.delegation?.allow ?? []];
  const alike = (of: readonly Delegation[], one: Delegation): number => (of.some((other) => same(other, one)) ? 0 : 1);
  // Sorted, so that what is unchanged meets itself, and the rest is paired in order, both ways the same.
  const sorted = (list: readonly Delegation[], other: readonly Delegation[]): readonly Delegation[] =>
    list.toSorted(
      (a, b) =>
        alike(other, a) - alike(other, b) ||
        (alike(other, a) === 0 ? canonicalJson(a).localeCompare(canonicalJson(b)) : 0),
    );
  return listChanges(sorted(earlier, later), sorted(later, earlier), nameOf);
}

/** The rules of delegation that both versions have. */
export function delegationChanges(comparison: Comparison): readonly DelegationChange[] {
  return delegationLists(comparison).kept.map(({ key, before, after }) => ({
    path: pathOf(key),
    name: key,
    before,
    after,
  }));
}

/** Rules of delegation that were added, or taken away. */
export function delegationSteps(comparison: Comparison, step: "added" | "removed"): readonly Found[] {
  return delegationLists(comparison)[step].map(({ key, item }: Listed<Delegation>) =>
    step === "added"
      ? { path: pathOf(key), role: item.from, after: item, message: `the delegation ${key} is new, for ${item.reason}` }
      : {
          path: pathOf(key),
          role: item.from,
          before: item,
          message: `the delegation ${key} is gone; it was for ${item.reason}`,
        },
  );
}

/** What holds where no rule does: allowed now, or denied now. */
export function delegationDefaults({ before, after }: Comparison, to: "allow" | "deny"): readonly Found[] {
  const [was, is] = [before.delegation?.default ?? "deny", after.delegation?.default ?? "deny"];
  if (was === is || is !== to) return [];
  const message = `delegation that no rule names changed from ${was} to ${is}`;
  return [{ path: "delegation.default", before: was, after: is, message }];
}

/** A change of how deep delegates may delegate; one that is left out is no limit. */
export function depthSteps({ before, after }: Comparison, direction: "up" | "down"): readonly Found[] {
  const [from, to] = [before.delegation?.max_depth, after.delegation?.max_depth];
  if (!moved(from, to, direction)) return [];
  const message = `the depth of delegation changed from ${limit(from)} to ${limit(to)}`;
  return [{ path: "delegation.max_depth", before: from, after: to, message }];
}

/** A change of the drop in quality that a rule rules out; one that is left out rules out nothing. */
export function marginSteps(comparison: Comparison, direction: "up" | "down"): readonly Found[] {
  return delegationChanges(comparison).flatMap(({ path, name, before, after }) => {
    if (!moved(before.margin, after.margin, direction)) return [];
    const message = `the margin of the delegation ${name} changed from ${limit(before.margin)} to ${limit(after.margin)}`;
    return [{ path: `${path}.margin`, role: after.from, before: before.margin, after: after.margin, message }];
  });
}

/** A change of whether the caller is told. */
export function disclosures(comparison: Comparison, to: boolean): readonly Found[] {
  return delegationChanges(comparison).flatMap(({ path, name, before, after }) => {
    const [was, is] = [before.disclosed === true, after.disclosed === true];
    if (was === is || is !== to) return [];
    const message = `disclosed of the delegation ${name} changed from ${was} to ${is}`;
    return [{ path: `${path}.disclosed`, role: after.from, before: was, after: is, message }];
  });
}

/** A change of one of the terms of a rule, each of which is told for itself. */
export function termChanges(
  comparison: Comparison,
  terms: readonly ("reason" | "saves" | "when" | "opt")[],
): readonly Found[] {
  return delegationChanges(comparison).flatMap(({ path, name, before, after }) =>
    terms.flatMap((term) => {
      const [from, to] = [termOf(before, term), termOf(after, term)];
      if (same(from, to)) return [];
      const message = `${term} of the delegation ${name} changed from ${shown(from)} to ${shown(to)}`;
      return [{ path: `${path}.${term}`, role: after.from, before: from, after: to, message }];
    }),
  );
}

/** A term as it counts: one tool says the same as a list of it, and no conditions as much as none written. */
function termOf(delegation: Delegation, term: "reason" | "saves" | "when" | "opt"): unknown {
  if (term !== "when") return delegation[term];
  const [tool, journey] = [textsIn(delegation.when?.tool), textsIn(delegation.when?.journey)];
  if (tool === undefined && journey === undefined) return undefined;
  return { ...(tool === undefined ? {} : { tool }), ...(journey === undefined ? {} : { journey }) };
}

function moved(from: number | undefined, to: number | undefined, direction: "up" | "down"): boolean {
  const [low, high] = direction === "up" ? [from, to] : [to, from];
  return (low ?? Number.POSITIVE_INFINITY) < (high ?? Number.POSITIVE_INFINITY);
}

function limit(value: number | undefined): string {
  return value === undefined ? "no limit" : String(value);
}

function nameOf({ from, to }: Delegation): string {
  return `${from} -> ${typeof to === "string" ? to : `${to.provider}/${to.id}`}`;
}

function pathOf(name: string): string {
  return below("delegation.allow", name);
}

/** Where a rule of delegation is found. */
export function delegationPath(delegation: Delegation): string {
  return pathOf(nameOf(delegation));
}
