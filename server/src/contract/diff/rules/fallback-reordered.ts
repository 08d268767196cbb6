import { fallbackOrder } from "../fallbacks.ts";
import type { DiffRule } from "../rule.ts";

/** Fallbacks are tried in another order. */
export const fallbackReordered: DiffRule = {
  id: "FALLBACK_REORDERED",
  subject: "fallback",
  severity: "risky",
  pair: "FALLBACK_REORDERED",
  why: "when the contracted model cannot answer, another one does than before",
  comply: "look at answers of fallbacks in the rollout apart from the others",
  find: fallbackOrder,
};
