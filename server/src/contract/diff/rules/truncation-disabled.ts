import type { DiffRule } from "../rule.ts";
import { roleValues, told } from "../value-changes.ts";

/** The provider may no longer drop history by itself. */
export const truncationDisabled: DiffRule = {
  id: "TRUNCATION_DISABLED",
  subject: "context",
  severity: "safe",
  pair: "TRUNCATION_ENABLED",
  why: "requests that are too long fail, and nothing is dropped unseen",
  comply: "look at how many requests are that long",
  find: (comparison) =>
    roleValues<string>(comparison, ["context", "truncation"])
      .filter(({ before }) => before === "auto")
      .map((change) => told(change, "whether the provider may drop history")),
};
