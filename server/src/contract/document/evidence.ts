import { z } from "zod";
import { journeyMatch } from "./match.ts";
import { duration, name, text } from "./values.ts";

const share = z.number().min(0, "must be at least 0").max(1, "must be at most 1");

/** How traffic is recognised; each journey is also a canary cohort. */
export const journeys = z.record(
  name,
  z.strictObject({
    match: journeyMatch.optional().describe("Left out: only where the caller says so."),
    weight: z.enum(["light", "normal", "heavy"]).optional().describe("Heavy journeys get a stage of their own."),
    description: z.string().optional(),
  }),
);

/** What is measured on each unit. */
export const signals = z.record(
  name,
  z.strictObject({
    source: z.enum(["score", "behaviour", "sla"]).describe("An evaluator or person, the traffic itself, or the SLA."),
    orientation: z.enum(["higher", "lower"]).optional().describe("Which direction is better."),
    range: z.tuple([z.number(), z.number()], "must be two numbers, [lowest, highest]").optional(),
    unit: z.enum(["session", "user"]).optional().describe("What is randomised and counted."),
    window: duration.optional().describe("How long after assignment a unit is waited for."),
    description: z.string().optional(),
  }),
);

/** How much each signal may drift in a period. */
export const budgets = z.record(
  name,
  z.strictObject({
    margin: share.optional().describe("The drop that promotion must rule out."),
    harm: share.optional().describe("The drop above which evidence rolls back."),
    per: duration.optional().describe("The period of the budget."),
  }),
);

/** Scenario files that must pass before a version is registered. */
export const gates = z.array(text);
