import type { RuleText } from "./rule.ts";
import { RULES } from "./rules.ts";
import { SURFACE_ADDED, SURFACE_REMOVED, UNEXPLAINED_BEHAVIOUR_CHANGE } from "./surface-rules.ts";

/** Every rule that a finding can be of: those of two versions, and those of two sets of contracts. */
export const KNOWN_RULES: readonly RuleText[] = [
  ...RULES,
  SURFACE_REMOVED,
  SURFACE_ADDED,
  UNEXPLAINED_BEHAVIOUR_CHANGE,
];

/** What the rule of an id says of itself. */
export function knownRule(id: string): RuleText | undefined {
  return KNOWN_RULES.find((rule) => rule.id === id);
}
