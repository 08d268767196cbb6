import type { Frozen, ResolvedDocument } from "./contract.ts";
import type { RoleDocument } from "./document/role.ts";
import { overlay } from "./merge.ts";

type Role = Frozen<RoleDocument>;

/**
 * Writes every role out: what it inherits (all but how the other role is matched), under what it
 * says itself, and the contract's own cache and context terms under both.
 */
export function expandRoles(document: ResolvedDocument): ResolvedDocument {
  const done = new Map<string, Role>();
  const expand = (name: string): Role => {
    const known = done.get(name);
    if (known !== undefined) return known;
    const { inherit, ...own } = document.roles[name] ?? {};
    let role: Role = own;
    if (inherit !== undefined) {
      const { match: _, ...inherited } = expand(inherit);
      role = overlay(inherited, own) as Role;
    }
    done.set(name, role);
    return role;
  };
  const roles = Object.keys(document.roles).map((name) => {
    const role = expand(name);
    const shared = {
      ...(document.cache === undefined ? {} : { cache: document.cache }),
      ...(document.context === undefined ? {} : { context: document.context }),
    };
    return [name, overlay(shared, role) as Role] as const;
  });
  return { ...document, roles: Object.fromEntries(roles) };
}
