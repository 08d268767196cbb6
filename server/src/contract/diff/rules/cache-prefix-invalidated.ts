import { prefixChanges } from "../breakpoints.ts";
import type { DiffRule } from "../rule.ts";

/** What stands before a cache breakpoint is different. */
export const cachePrefixInvalidated: DiffRule = {
  id: "CACHE_PREFIX_INVALIDATED",
  subject: "cache",
  severity: "risky",
  pair: "CACHE_PREFIX_INVALIDATED",
  why: "on the day of the release every session pays for its whole prefix again, at once",
  comply: "release it while little is going on, or in stages",
  find: (comparison) => prefixChanges(comparison),
};
