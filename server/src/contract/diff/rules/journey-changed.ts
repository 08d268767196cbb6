import type { DiffRule } from "../rule.ts";
import type { Frozen, ResolvedDocument } from "../../contract.ts";
import { conditionsOf } from "../conditions.ts";
import { memberValues, told } from "../value-changes.ts";

type Journey = NonNullable<Frozen<ResolvedDocument["journeys"]>>[string];

/** Traffic is told apart in another way. */
export const journeyChanged: DiffRule = {
  id: "JOURNEY_CHANGED",
  subject: "governance",
  severity: "risky",
  pair: "JOURNEY_CHANGED",
  why: "the same request counts for another cohort, and routing that goes by journeys answers it otherwise",
  comply: "look at how many requests move",
  find: (comparison) =>
    memberValues(comparison, ["journeys"], asRecognised).map((change) =>
      told(change, `the journey ${change.path.slice("journeys.".length)}`),
    ),
};

/** A journey as it counts: its conditions may be written in several ways. */
function asRecognised(written: unknown): unknown {
  const journey = written as Journey | undefined;
  return journey?.match === undefined ? journey : { ...journey, match: conditionsOf(journey.match) };
}
