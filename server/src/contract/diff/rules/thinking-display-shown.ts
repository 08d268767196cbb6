import type { DiffRule } from "../rule.ts";
import { roleValues, told } from "../value-changes.ts";

/** Reasoning is shown that was not. */
export const thinkingDisplayShown: DiffRule = {
  id: "THINKING_DISPLAY_SHOWN",
  subject: "reasoning",
  severity: "risky",
  pair: "THINKING_DISPLAY_OMITTED",
  why: "what the model thinks may reach people for whom it was not meant",
  comply: "look at who sees it",
  find: (comparison) =>
    roleValues<string>(comparison, ["reasoning", "display"])
      .filter(({ before }) => before === "omitted")
      .map((change) => told(change, "how reasoning is shown")),
};
