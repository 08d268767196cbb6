import type { DiffRule } from "../rule.ts";
import { roleValues, told } from "../value-changes.ts";

/** The provider may drop history by itself. */
export const truncationEnabled: DiffRule = {
  id: "TRUNCATION_ENABLED",
  subject: "context",
  severity: "breaking",
  pair: "TRUNCATION_DISABLED",
  why: "what the model no longer sees is decided by nobody here, and said nowhere",
  comply: "summarise the history, or let such requests fail",
  find: (comparison) =>
    roleValues<string>(comparison, ["context", "truncation"])
      .filter(({ after }) => after === "auto")
      .map((change) => told(change, "whether the provider may drop history")),
};
