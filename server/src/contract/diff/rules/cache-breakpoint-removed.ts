import { breakpointChanges } from "../breakpoints.ts";
import type { DiffRule } from "../rule.ts";

/** A part of the prompt is no longer cached. */
export const cacheBreakpointRemoved: DiffRule = {
  id: "CACHE_BREAKPOINT_REMOVED",
  subject: "cache",
  severity: "risky",
  pair: "CACHE_BREAKPOINT_ADDED",
  why: "the same part is paid for, and read, with each request",
  comply: "look at cost and latency in the rollout",
  find: (comparison) => breakpointChanges(comparison, "removed"),
};
