import type { DiffRule } from "../rule.ts";
import { roleValues, told } from "../value-changes.ts";

/** Reasoning is no longer shown. */
export const thinkingDisplayOmitted: DiffRule = {
  id: "THINKING_DISPLAY_OMITTED",
  subject: "reasoning",
  severity: "risky",
  pair: "THINKING_DISPLAY_SHOWN",
  why: "whoever reads the reasoning to follow or to check the model sees nothing any more",
  comply: "tell those who read it, and keep it where audits need it",
  find: (comparison) =>
    roleValues<string>(comparison, ["reasoning", "display"])
      .filter(({ after }) => after === "omitted")
      .map((change) => told(change, "how reasoning is shown")),
};
