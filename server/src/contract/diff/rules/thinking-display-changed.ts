import type { DiffRule } from "../rule.ts";
import { roleValues, told } from "../value-changes.ts";

/** Reasoning is shown in another way. */
export const thinkingDisplayChanged: DiffRule = {
  id: "THINKING_DISPLAY_CHANGED",
  subject: "reasoning",
  severity: "safe",
  pair: "THINKING_DISPLAY_CHANGED",
  why: "the same reasoning is shown in another form",
  comply: "nothing has to be done",
  find: (comparison) =>
    roleValues<string>(comparison, ["reasoning", "display"])
      .filter(({ before, after }) => before !== "omitted" && after !== "omitted")
      .map((change) => told(change, "how reasoning is shown")),
};
