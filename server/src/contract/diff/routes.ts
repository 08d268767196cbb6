import { canonicalJson } from "../../core/jcs.ts";
import type { Frozen, ResolvedDocument } from "../contract.ts";
import { conditionsOf, sameConditions } from "./conditions.ts";
import { roleChanges } from "./role-changes.ts";
import type { Comparison, Found } from "./rule.ts";
import { same, shown } from "./values.ts";

type Rule = NonNullable<Frozen<ResolvedDocument["routing"]>>[number];

interface Placed {
  readonly rule: Rule;
  readonly index: number;
}

/** Rules of routing that were added, taken away, led elsewhere, or put in another order. */
export function routingChanges({ before, after }: Comparison): readonly Found[] {
  const [earlier, later] = [placed(before.routing), placed(after.routing)];
  const found: Found[] = [];
  for (const [key, { rule, index }] of earlier) {
    const other = later.get(key);
    if (other === undefined) {
      const message = `the routing rule to ${rule.use} for ${shown(rule.when)} is gone`;
      found.push({ path: `routing[${index}]`, before: rule, message });
    } else if (other.rule.use !== rule.use) {
      const message = `the routing rule for ${shown(rule.when)} leads to ${other.rule.use} and no longer to ${rule.use}`;
      const path = `routing[${Math.min(index, other.index)}].use`;
      found.push({ path, before: rule.use, after: other.rule.use, message });
    }
  }
  for (const [key, { rule, index }] of later) {
    if (earlier.has(key)) continue;
    const message = `the routing rule to ${rule.use} for ${shown(rule.when)} is new`;
    found.push({ path: `routing[${index}]`, after: rule, message });
  }
  return [...found, ...reordered(earlier, later)];
}

/** Rules by their conditions. Of two with the same conditions the second never applies, so it says nothing. */
function placed(routing: readonly Rule[] | undefined): ReadonlyMap<string, Placed> {
  const map = new Map<string, Placed>();
  for (const [index, rule] of (routing ?? []).entries()) {
    const key = canonicalJson(conditionsOf(rule.when));
    if (!map.has(key)) map.set(key, { rule, index });
  }
  return map;
}

/** Another order of the rules that both have; where two lead to the same role, their order says nothing. */
function reordered(earlier: ReadonlyMap<string, Placed>, later: ReadonlyMap<string, Placed>): readonly Found[] {
  const common = [...earlier].flatMap(([key, from]) => {
    const to = later.get(key);
    return to === undefined ? [] : [{ from, to }];
  });
  const swapped = common.some((a, index) =>
    common
      .slice(index + 1)
      .some((b) => a.to.index > b.to.index && (a.from.rule.use !== b.from.rule.use || a.to.rule.use !== b.to.rule.use)),
  );
  if (!swapped) return [];
  const was = common.map(({ from }) => conditionsOf(from.rule.when));
  const is = common.toSorted((a, b) => a.to.index - b.to.index).map(({ to }) => conditionsOf(to.rule.when));
  const message = `the routing rules were tried in the order ${shown(was)} and are in the order ${shown(is)}`;
  return [{ path: "routing", before: was, after: is, message }];
}

/** Roles that only one of the versions has. */
export function roleSteps({ before, after }: Comparison, step: "added" | "removed"): readonly Found[] {
  const [here, there] = step === "added" ? [after.roles, before.roles] : [before.roles, after.roles];
  return Object.entries(here).flatMap(([role, document]): readonly Found[] => {
    if (Object.hasOwn(there, role)) return [];
    const model = document.model?.id;
    const path = `roles.${role}`;
    return step === "added"
      ? [{ path, role, after: document, message: `the role ${role} is new; its model is ${shown(model)}` }]
      : [{ path, role, before: document, message: `the role ${role} is gone; its model was ${shown(model)}` }];
  });
}

/** How a role is told from others, and what becomes of a voice that none matches. */
export function matchChanges(comparison: Comparison): readonly Found[] {
  const { before, after } = comparison;
  const found: Found[] = roleChanges(comparison).flatMap((change) => {
    const { role, path } = change;
    const [was, is] = [isDefault(before, role), isDefault(after, role)];
    const [from, to] = [change.before.match, change.after.match];
    if (was === is && sameConditions(from, to)) return [];
    const message = `what ${role} is told by changed from ${shown(from)} to ${shown(to)}`;
    return [{ path: `${path}.match`, role, before: from, after: to, message }];
  });
  const [was, is] = [before.unknown_role ?? "violation", after.unknown_role ?? "violation"];
  if (same(was, is)) return found;
  const message = `a voice that no role matches was taken for ${was} and is taken for ${is}`;
  return [...found, { path: "unknown_role", before: was, after: is, message }];
}

/** A role alone is the default, whether it says so or not. */
function isDefault({ roles }: ResolvedDocument, role: string): boolean {
  return Object.keys(roles).length === 1 || roles[role]?.match?.default === true;
}
