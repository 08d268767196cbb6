import type { AnswerInvariant } from "./invariant.ts";

/** What is cached lives as long as was asked for. */
export const cacheTtlMismatch: AnswerInvariant = {
  id: "CACHE_TTL_MISMATCH",
  incident: "a cache of an hour became one of five minutes for some users, who paid for it at every pause",
  check: ({ ttl: { asked, granted } }) => {
    // What was granted is known only where something was written; several lives may be asked for in one request.
    if (asked === undefined || granted === undefined || asked === granted) return undefined;
    return {
      message: `a cache of ${asked} was asked for, and one of ${granted} was granted`,
      before: asked,
      now: granted,
    };
  },
};
