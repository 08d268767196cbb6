import type { AnswerInvariant } from "./invariant.ts";

/** A fallback is used no longer than its contract says. */
export const fallbackStale: AnswerInvariant = {
  id: "FALLBACK_STALE",
  incident: "a flag that somebody on call had set for a night sent requests to an older model for weeks",
  check: ({ fallback }) => {
    if (fallback === undefined || fallback.today <= fallback.sunset) return undefined;
    return {
      message: `the fallback ${fallback.model} answered, which the contract lets do so until ${fallback.sunset}`,
      before: fallback.sunset,
      now: fallback.today,
    };
  },
};
