import type { DiffRule } from "../rule.ts";
import { documentValues, memberValues, told } from "../value-changes.ts";

/** A text that changes nothing is another one. */
export const annotationChanged: DiffRule = {
  id: "ANNOTATION_CHANGED",
  subject: "governance",
  severity: "safe",
  pair: "ANNOTATION_CHANGED",
  why: "nothing that a request or an answer has depends on it",
  comply: "nothing has to be done",
  find: (comparison) =>
    [...documentValues(comparison, ["description"]), ...memberValues(comparison, ["annotations"])].map((change) =>
      told(change, change.path === "description" ? "the description" : "an annotation"),
    ),
};
