import { compareSchemas } from "./json-schema.ts";
import { roleChanges } from "./role-changes.ts";
import type { Comparison, Found } from "./rule.ts";
import { below, shown } from "./values.ts";

/** What an answer may no longer be, or may be besides; without a schema it is any text. */
export function outputSchemas(comparison: Comparison, kind: "narrows" | "widens"): readonly Found[] {
  return roleChanges(comparison).flatMap(({ role, path, before, after }): readonly Found[] => {
    const [from, to] = [before.output?.schema ?? undefined, after.output?.schema ?? undefined];
    const place = `${path}.output.schema`;
    if (from === undefined && to === undefined) return [];
    if (from === undefined || to === undefined) {
      if ((to === undefined) !== (kind === "widens")) return [];
      const message = `an answer of ${role} ${to === undefined ? "is any text, and had a schema" : "has a schema, and was any text"}`;
      const sides = { ...(from === undefined ? {} : { before: from }), ...(to === undefined ? {} : { after: to }) };
      return [{ path: place, role, ...sides, message }];
    }
    return compareSchemas(from, to)
      .filter(({ effect }) => effect === kind)
      .map((difference): Found => {
        const where = below(place, ...difference.path);
        const change = `from ${shown(difference.before)} to ${shown(difference.after)}`;
        return {
          path: where,
          role,
          ...(difference.before === undefined ? {} : { before: difference.before }),
          ...(difference.after === undefined ? {} : { after: difference.after }),
          message: `the schema of answers of ${role} ${kind} at ${where}: ${change}`,
        };
      });
  });
}
