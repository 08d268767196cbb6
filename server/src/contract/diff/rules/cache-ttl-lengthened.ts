import { cacheLives } from "../cache-lives.ts";
import type { DiffRule } from "../rule.ts";
import { told } from "../value-changes.ts";

/** What is cached lives longer. */
export const cacheTtlLengthened: DiffRule = {
  id: "CACHE_TTL_LENGTHENED",
  subject: "cache",
  severity: "safe",
  pair: "CACHE_TTL_SHORTENED",
  why: "writing to the cache may cost more; less is paid for twice",
  comply: "look at cost in the rollout",
  find: (comparison) => cacheLives(comparison, "up").map((change) => told(change, "the life of the cache")),
};
