import type { AnswerInvariant } from "./invariant.ts";

/** Of what should have been read, the part below which it is a miss: marks move, and blocks are cut at steps. */
const LEAST = 0.5;

/** What was cached a moment ago, and is asked for again as it was, is read from the cache. */
export const cacheMissUnexplained: AnswerInvariant = {
  id: "CACHE_MISS_UNEXPLAINED",
  incident: "caches that expired early, and requests that broke their own prefix, made turns cost ten times as much",
  check: ({ expected: { cached }, complete, usage }) => {
    if (cached === undefined || !complete || usage === undefined || usage.cacheRead >= LEAST * cached) return undefined;
    return {
      message: `${usage.cacheRead} tokens were read from the cache, and about ${cached} were there: nothing that is seen here explains it`,
      before: cached,
      now: usage.cacheRead,
    };
  },
};
