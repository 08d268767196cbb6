import { SEVERITIES, severityOf, VIOLATION_IDS } from "../violations.ts";
import type { Comparison, Found } from "./rule.ts";

/** Violations that weigh less, or more, by the contract's own word; what its mode does to all of them is its mode's. */
export function violationChanges({ before, after }: Comparison, direction: "down" | "up"): readonly Found[] {
  return VIOLATION_IDS.flatMap((id): readonly Found[] => {
    const [from, to] = [before, after].map(({ violations, safety }) =>
      severityOf(id, { mode: "verify", safetyCritical: safety?.critical === true, overrides: violations ?? {} }),
    );
    if (from === undefined || to === undefined || from === to) return [];
    // What safety alone changes is told by its own rules.
    if (before.violations?.[id] === after.violations?.[id]) return [];
    const falls = SEVERITIES.indexOf(to) < SEVERITIES.indexOf(from);
    if (falls !== (direction === "down")) return [];
    const message = `the violation ${id} weighs ${falls ? "less" : "more"}: ${to}, and weighed ${from}`;
    return [{ path: `violations.${id}`, before: from, after: to, message }];
  });
}
