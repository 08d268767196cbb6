import type { DiffRule } from "../rule.ts";
import { volatileSections } from "../volatile-sections.ts";

/** A section of the prompt changes from request to request. */
export const volatileSectionAdded: DiffRule = {
  id: "VOLATILE_SECTION_ADDED",
  subject: "prompt",
  severity: "risky",
  pair: "VOLATILE_SECTION_REMOVED",
  why: "what is masked is checked by its pattern alone: anything that the pattern lets through is said to the model unseen, and what stands behind it is cached anew each time",
  comply: "make the pattern as narrow as it can be, and put the section last",
  find: (comparison) => volatileSections(comparison, "added"),
};
