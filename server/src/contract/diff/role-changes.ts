import type { Frozen } from "../contract.ts";
import type { RoleDocument } from "../document/role.ts";
import type { Comparison } from "./rule.ts";

/** A role that both versions have, written out with all that it inherits. */
export interface RoleChange {
  readonly role: string;
  readonly before: Frozen<RoleDocument>;
  readonly after: Frozen<RoleDocument>;
  /** Where it stands: `roles.main`. */
  readonly path: string;
}

/** Nearly every rule asks for them. */
const known = new WeakMap<Pick<Comparison, "before" | "after">, readonly RoleChange[]>();

/** The roles that both versions have, in the order of the newer one. */
export function roleChanges(comparison: Pick<Comparison, "before" | "after">): readonly RoleChange[] {
  let changes = known.get(comparison);
  if (changes === undefined) known.set(comparison, (changes = changesOf(comparison)));
  return changes;
}

function changesOf({ before, after }: Pick<Comparison, "before" | "after">): readonly RoleChange[] {
  return Object.entries(after.roles).flatMap(([role, document]) => {
    const earlier = Object.hasOwn(before.roles, role) ? before.roles[role] : undefined;
    return earlier === undefined ? [] : [{ role, before: earlier, after: document, path: `roles.${role}` }];
  });
}
