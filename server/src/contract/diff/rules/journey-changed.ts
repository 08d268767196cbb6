import type { DiffRule } from "../rule.ts";
import { memberValues, told } from "../value-changes.ts";

/** Traffic is told apart in another way. */
export const journeyChanged: DiffRule = {
  id: "JOURNEY_CHANGED",
  subject: "governance",
  severity: "risky",
  pair: "JOURNEY_CHANGED",
  why: "the same request counts for another cohort, and routing that goes by journeys answers it otherwise",
  comply: "look at how many requests move",
  find: (comparison) =>
    memberValues(comparison, ["journeys"])
      .filter(({ before, after }) => before !== undefined || after !== undefined)
      .map((change) => told(change, `the journey ${change.path.slice("journeys.".length)}`)),
};
