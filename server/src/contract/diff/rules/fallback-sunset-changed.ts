import { sunsets } from "../fallbacks.ts";
import type { DiffRule } from "../rule.ts";

/** The day after which a fallback must not be used any more changed. */
export const fallbackSunsetChanged: DiffRule = {
  id: "FALLBACK_SUNSET_CHANGED",
  subject: "fallback",
  severity: "safe",
  pair: "FALLBACK_SUNSET_CHANGED",
  why: "a fallback is used for longer than was said, or becomes a violation sooner",
  comply: "nothing; check that the contracted model is back by then",
  find: sunsets,
};
