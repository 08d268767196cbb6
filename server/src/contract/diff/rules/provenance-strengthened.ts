import type { DiffRule } from "../rule.ts";
import { documentValues, steps, told } from "../value-changes.ts";
import { rankIn } from "../values.ts";

/** No exchange may go unrecorded. */
export const provenanceStrengthened: DiffRule = {
  id: "PROVENANCE_STRENGTHENED",
  subject: "governance",
  severity: "safe",
  pair: "PROVENANCE_WEAKENED",
  why: "requests are refused when they cannot be recorded, and answers wait for the disk",
  comply: "look at the disk of the gateway",
  find: (comparison) =>
    steps(
      documentValues<string>(comparison, ["provenance"]),
      rankIn(["best_effort", "required"], "best_effort"),
      "up",
    ).map((change) => told(change, "whether a record is required")),
};
