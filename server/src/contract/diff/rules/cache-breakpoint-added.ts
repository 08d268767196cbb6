import { breakpointChanges } from "../breakpoints.ts";
import type { DiffRule } from "../rule.ts";

/** A part of the prompt is cached that was not. */
export const cacheBreakpointAdded: DiffRule = {
  id: "CACHE_BREAKPOINT_ADDED",
  subject: "cache",
  severity: "safe",
  pair: "CACHE_BREAKPOINT_REMOVED",
  why: "less is paid for twice",
  comply: "nothing has to be done",
  find: (comparison) => breakpointChanges(comparison, "added"),
};
