import { KNOWN_RULES, knownRule } from "../contract/diff/known-rules.ts";
import type { Finding } from "../contract/problem.ts";
import { nearest } from "../core/nearest.ts";
import type { ConfigDocument } from "./schema.ts";

/** The severities that are set for rules that there are not, each with the rule that was perhaps meant. */
export function severityProblems({ severities }: ConfigDocument["diff"]): readonly Finding[] {
  return Object.keys(severities).flatMap((id): Finding[] => {
    if (knownRule(id) !== undefined) return [];
    const meant = nearest(
      id,
      KNOWN_RULES.map((rule) => rule.id),
    );
    const hint = meant === undefined ? "bellwether contract explain lists all rules" : `did you mean ${meant}?`;
    return [{ path: ["diff", "severities", id], at: "key", message: `there is no rule ${id}`, hint }];
  });
}
