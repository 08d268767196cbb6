import { cacheLives } from "../cache-lives.ts";
import type { DiffRule } from "../rule.ts";
import { told } from "../value-changes.ts";

/** What is cached lives shorter. */
export const cacheTtlShortened: DiffRule = {
  id: "CACHE_TTL_SHORTENED",
  subject: "cache",
  severity: "risky",
  pair: "CACHE_TTL_LENGTHENED",
  why: "sessions that rest for some minutes pay for their whole history again",
  comply: "look at cost and latency by idle time in the rollout",
  find: (comparison) => cacheLives(comparison, "down").map((change) => told(change, "the life of the cache")),
};
