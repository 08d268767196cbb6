import type { DiffRule } from "../rule.ts";
import { volatileSections } from "../volatile-sections.ts";

/** A section of the prompt no longer changes from request to request. */
export const volatileSectionRemoved: DiffRule = {
  id: "VOLATILE_SECTION_REMOVED",
  subject: "prompt",
  severity: "safe",
  pair: "VOLATILE_SECTION_ADDED",
  why: "all of it is checked from now on",
  comply: "nothing has to be done",
  find: (comparison) => volatileSections(comparison, "removed"),
};
