import type { DiffRule } from "../rule.ts";
import { documentValues, steps, told } from "../value-changes.ts";
import { rankIn } from "../values.ts";

/** Exchanges may go unrecorded. */
export const provenanceWeakened: DiffRule = {
  id: "PROVENANCE_WEAKENED",
  subject: "governance",
  severity: "breaking",
  pair: "PROVENANCE_STRENGTHENED",
  why: "what is not recorded cannot be answered for",
  comply: "keep it required, or say to those who rely on records that some may be missing",
  find: (comparison) =>
    steps(
      documentValues<string>(comparison, ["provenance"]),
      rankIn(["best_effort", "required"], "best_effort"),
      "down",
    ).map((change) => told(change, "whether a record is required")),
};
