import { z } from "zod";
import { command, count, ownless, partName, text } from "./schema-parts.ts";
import { type Verb, VERB_SCHEMAS } from "./verb-schemas.ts";

type Schemas = typeof VERB_SCHEMAS;
/** One step of a scenario: a verb and what it does, or steps that are repeated. */
export type Step =
  | { readonly [Name in keyof Schemas]: Readonly<Record<Name, Verb<Name>>> }[keyof Schemas]
  | { readonly repeat: number; readonly steps: readonly Step[] };

/** The verbs, in the order of the guide. */
export const VERBS: readonly string[] = [...Object.keys(VERB_SCHEMAS), "repeat"];

const step: z.ZodType<Step> = z.lazy(() =>
  z.union([
    ...(Object.entries(VERB_SCHEMAS).map(([name, schema]) => z.strictObject({ [name]: schema })) as unknown as [
      z.ZodType<Step>,
      z.ZodType<Step>,
    ]),
    z.strictObject({ repeat: count(1_000), steps: z.array(step).min(1, "must have a step") }),
  ]),
);

/** The schema of one step that has this verb: what is wrong with it is said in its own words. */
export function stepSchema(verb: string): z.ZodType {
  const schema = (VERB_SCHEMAS as Readonly<Record<string, z.ZodType>>)[verb];
  return schema === undefined
    ? z.strictObject({ repeat: count(1_000), steps: z.array(z.unknown()).min(1, "must have a step") })
    : z.strictObject({ [verb]: schema });
}

/** A scripted session, as people write it. */
export const scenarioSchema = z.strictObject({
  scenario: partName,
  description: z.string().optional(),
  surface: text.optional().describe("Whose contract holds."),
  repeat: count(10_000).default(1),
  seed: z
    .int("must be a whole number")
    .min(0, "must be at least 0")
    .max(2 ** 31, "is too large")
    .default(1),
  clock: z.enum(["virtual", "real"]).default("virtual"),
  limits: z
    .strictObject({
      turns: count(100_000).default(1_000),
      usd: z.number("must be a number").gt(0, "must be above 0").optional(),
      minutes: z
        .number("must be a number")
        .gt(0, "must be above 0")
        .max(1_440, "must be at most 1,440")
        .default(20)
        .describe("What a turn of a program may take, or an answer to the built-in client."),
    })
    .prefault({}),
  product: z
    .strictObject({
      command,
      later: command.optional().describe("What is started for later turns."),
    })
    .optional()
    .describe("The product under test, as a program; the built-in client where it is left out."),
  format: z.enum(["anthropic", "openai"]).default("anthropic").describe("What the built-in client speaks."),
  system: z.string().optional().describe("The built-in client's system prompt."),
  headers: z.record(text, z.string()).default({}).describe("Of each request of the built-in client."),
  request: ownless
    .default({})
    .describe("What each request of the built-in client carries, as the provider's format has it."),
  steps: z.array(step).min(1, "must have a step"),
});

/** The same, defaults filled in. */
export type Scenario = z.infer<typeof scenarioSchema>;

/** The surfaces whose contracts hold in it; undefined stands for none that is named. */
export function surfacesOf({ surface, steps }: Scenario): readonly (string | undefined)[] {
  const said = (step: Step): readonly string[] => {
    if ("steps" in step) return step.steps.flatMap(said);
    return "say" in step && step.say.surface !== undefined ? [step.say.surface] : [];
  };
  return [surface, ...steps.flatMap(said)];
}
