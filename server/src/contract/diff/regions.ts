import type { Comparison, Found } from "./rule.ts";
import { documentValues } from "./value-changes.ts";

/** Where data may go besides, or no longer; where nothing is said it may go anywhere. */
export function regionChanges(comparison: Comparison, kind: "widened" | "narrowed"): readonly Found[] {
  return documentValues<readonly string[]>(comparison, ["data", "regions"]).flatMap(({ path, before, after }) => {
    const [from, to] = kind === "widened" ? [before, after] : [after, before];
    const verb = kind === "widened" ? "may go to" : "may no longer go to";
    const tell = (region: string): Found => ({
      path: `${path}.${region}`,
      ...(kind === "widened" ? { after: region } : { before: region }),
      message: `data ${verb} ${region === "*" ? "any region" : `the region ${region}`}`,
    });
    if (to === undefined) return [tell("*")];
    return from === undefined ? [] : to.filter((region) => !from.includes(region)).map(tell);
  });
}
