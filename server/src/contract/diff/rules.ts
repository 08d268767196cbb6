import type { DiffRule } from "./rule.ts";
import { reasoningEffortLowered } from "./rules/reasoning-effort-lowered.ts";
import { reasoningEffortRaised } from "./rules/reasoning-effort-raised.ts";

/** Every kind of change that a diff knows. */
export const RULES: readonly DiffRule[] = [reasoningEffortLowered, reasoningEffortRaised];

/** The rule of an id. */
export function ruleOf(id: string): DiffRule | undefined {
  return RULES.find((rule) => rule.id === id);
}
