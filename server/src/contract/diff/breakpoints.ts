import { type RoleChange, roleChanges } from "./role-changes.ts";
import type { Comparison, Found } from "./rule.ts";
import { same } from "./values.ts";

/** Parts of a prompt in the order in which providers cache them. */
const ORDER = ["tools", "system", "messages"] as const;

/** Cache breakpoints that came or went. */
export function breakpointChanges(comparison: Comparison, kind: "added" | "removed"): readonly Found[] {
  return roleChanges(comparison).flatMap(({ role, path, before, after }) => {
    const [from, to] = [marks(before), marks(after)];
    const [some, others] = kind === "added" ? [to, from] : [from, to];
    return some
      .filter((mark) => !others.includes(mark))
      .map((mark) => ({
        path: `${path}.cache.prompt.breakpoints.${mark}`,
        role,
        ...(kind === "added" ? { after: mark } : { before: mark }),
        message: `the cache breakpoint behind ${mark} of ${role} is ${kind}`,
      }));
  });
}

/** Prefixes that are cached in both versions, and whose content changed. */
export function prefixChanges(comparison: Comparison): readonly Found[] {
  return roleChanges(comparison).flatMap((change) => {
    const [from, to] = [marks(change.before), marks(change.after)];
    const shared = ORDER.filter((mark) => from.includes(mark) && to.includes(mark));
    const changed = ORDER.find((part) => part !== "messages" && isOther(change, part));
    const reached = shared.find((mark) => changed !== undefined && ORDER.indexOf(mark) >= ORDER.indexOf(changed));
    if (changed === undefined || reached === undefined) return [];
    const { role, path } = change;
    return [
      {
        path: `${path}.cache.prompt.prefix`,
        role,
        before: contentOf(change.before, changed),
        after: contentOf(change.after, changed),
        message: `what stands before the cache breakpoint behind ${reached} of ${role} is different: ${changed} changed`,
      },
    ];
  });
}

function isOther({ before, after }: RoleChange, part: "tools" | "system"): boolean {
  return !same(contentOf(before, part), contentOf(after, part));
}

function contentOf(role: RoleChange["before"], part: (typeof ORDER)[number]): unknown {
  if (part === "tools")
    return (role.tools ?? []).map(({ name, description, schema, digest }) => ({ name, description, schema, digest }));
  return (role.system ?? []).filter(({ volatile }) => volatile !== true).map(({ text }) => text ?? "");
}

function marks(role: RoleChange["before"]): readonly string[] {
  return role.cache?.prompt?.breakpoints ?? [];
}
