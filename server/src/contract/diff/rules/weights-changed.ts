import { fieldChanges } from "../models.ts";
import type { DiffRule } from "../rule.ts";

/** Other weights answer under the same name. */
export const weightsChanged: DiffRule = {
  id: "WEIGHTS_CHANGED",
  subject: "model",
  severity: "breaking",
  pair: "WEIGHTS_CHANGED",
  why: "it is another model under the name of the old one: nothing that was measured holds for it",
  comply: "ship it as a major version behind a rollout, as any other change of the model",
  find: (comparison) => fieldChanges(comparison, "weights"),
};
