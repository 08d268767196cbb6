import type { DiffRule } from "../rule.ts";
import { held, roleValues, told } from "../value-changes.ts";

/** Answers are drawn in another way. */
export const samplingChanged: DiffRule = {
  id: "SAMPLING_CHANGED",
  subject: "output",
  severity: "risky",
  pair: "SAMPLING_CHANGED",
  why: "answers vary more or less than before, and some models get worse away from their default",
  comply: "repeat each scenario several times with both settings",
  find: (comparison) =>
    ["temperature", "top_p", "top_k"].flatMap((name) =>
      roleValues(comparison, ["sampling", name], held).map((change) => told(change, name)),
    ),
};
