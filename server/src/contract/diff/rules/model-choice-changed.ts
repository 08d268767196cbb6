import { otherChoosers } from "../models.ts";
import type { DiffRule } from "../rule.ts";

/** Others may choose a role's model: the client, the user, or both. */
export const modelChoiceChanged: DiffRule = {
  id: "MODEL_CHOICE_CHANGED",
  subject: "model",
  severity: "risky",
  pair: "MODEL_CHOICE_CHANGED",
  why: "those who could choose a model no longer can, or others can who could not",
  comply: "tell those who lose the choice, and look at what is chosen in the rollout",
  find: otherChoosers,
};
