import { roleChanges } from "./role-changes.ts";
import type { Comparison, Found } from "./rule.ts";
import { isVolatile, sectionChanges } from "./sections.ts";

/** Sections whose text is masked from now on, or no longer. */
export function volatileSections(comparison: Comparison, kind: "added" | "removed"): readonly Found[] {
  return roleChanges(comparison).flatMap(({ role, path, ...change }) =>
    sectionChanges(change)
      .filter(({ before, after }) => {
        const [from, to] = kind === "added" ? [before, after] : [after, before];
        return isVolatile(to) && !isVolatile(from);
      })
      .map(({ name, before, after }): Found => ({
        path: `${path}.system.${name}.volatile`,
        role,
        ...(before === undefined ? {} : { before: isVolatile(before) }),
        ...(after === undefined ? {} : { after: isVolatile(after) }),
        message: `the section ${name} of the system prompt of ${role} ${kind === "added" ? "changes from request to request" : "no longer changes from request to request"}`,
      })),
  );
}
