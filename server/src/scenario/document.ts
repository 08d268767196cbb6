import { z } from "zod";
import { VIOLATION_IDS } from "../contract/violations.ts";
import { columnNamed } from "../exchange/columns.ts";

const text = z.string().min(1, "must not be empty");
const count = (most: number): z.ZodNumber =>
  z.int("must be a whole number").min(1, "must be at least 1").max(most, `must be at most ${most}`);
const DURATION = /^\d+(?:\.\d+)?(?:ms|s|m|h|d)$/;
const RATIO = /^>\s*(0?\.\d+|0)(?: within (\d{1,3}) turns?)?$/;
const body = z.record(z.string(), z.unknown());
const variable = z.string().regex(/^[a-z][a-z0-9_]*$/, "must be a name of lower-case letters, digits and _");
const expression = text.refine(isExpression, "must be a regular expression");

/** Types of columns that can be measured. */
const NUMBERS: ReadonlySet<string> = new Set(["count", "number"]);

/** What the requests of the built-in client may not say themselves: the scenario says it. */
const OWN_FIELDS = ["messages", "stream", "system", "tools"];
const ownless = body.refine(
  (said) => !OWN_FIELDS.some((field) => field in said),
  `must not have ${OWN_FIELDS.join(", ")}: the scenario says them`,
);

/** What each verb takes. */
const VERB_SCHEMAS = {
  turn: text.describe("What the person says."),
  idle: z
    .string()
    .regex(DURATION, "must be a duration, such as 90s, 75m or 25h")
    .describe("So much time goes by; it takes none."),
  tool: z.strictObject({
    name: text,
    description: z.string().optional(),
    schema: body.optional().describe("JSON schema of its arguments."),
    returns: z.string().optional().describe("What it returns whenever it is called."),
    fails: z.string().optional().describe("The error that it returns instead."),
  }),
  "grow-context": z.strictObject({
    to: count(2_000_000).describe("Tokens, a quarter of the characters that were said and answered."),
    needles: z
      .array(
        z.strictObject({
          id: text,
          text: text.refine((said) => /\S\s+\S/.test(said.trim()), "must be such as `the port is 7311`"),
        }),
      )
      .default([]),
  }),
  inject: z
    .strictObject({ as: z.enum(["user", "assistant"]), text })
    .describe("A message that stands in the history without having been said."),
  compact: z.literal(true, "must be true").describe("The client asks for a summary, and goes on from it alone."),
  checkpoint: variable.describe("Keeps the history under a name."),
  restore: variable.describe("Goes back to a history that was kept."),
  let: z
    .record(variable, z.union([z.string(), z.strictObject({ matches: expression })]))
    .refine((said) => Object.keys(said).length > 0, "must name something")
    .describe("Sets ${NAME} to a text, or to what the last answer has where an expression matches."),
  recall: z.strictObject({
    needle: text,
    ask: text.optional().describe("The question; made of the needle where nothing is said."),
  }),
  switch: z
    .strictObject({ model: text.optional(), system: z.string().optional(), request: ownless.optional() })
    .refine((said) => Object.keys(said).length > 0, "must say what changes: model, system or request"),
  restart: z.literal(true, "must be true"),
  fault: text.describe("What the lab does with the next request: `once:status=529`, `cut=3`, `delay=2000`."),
  measure: z.strictObject({
    signal: text,
    of: text
      .refine((name) => NUMBERS.has(columnNamed(name)?.type ?? ""), "must be a column of numbers, as input_tokens is")
      .describe("A column of the record of the last exchange."),
  }),
  assert: z
    .strictObject({
      record: text.optional().describe("A condition on the record of the last exchange, in the query language."),
      violations: z.union([z.literal("none"), z.array(z.enum(VIOLATION_IDS))]).optional(),
      text: z
        .strictObject({ contains: text.optional(), matches: expression.optional(), not: text.optional() })
        .refine((said) => Object.keys(said).length > 0, "must say contains, matches or not")
        .optional(),
      tools: z.array(text).optional().describe("Tools that the last turn called, in order."),
      reasoning: z.literal("kept").optional(),
      cache_read_ratio: z.string().regex(RATIO, 'must be such as "> 0.8 within 2 turns"').optional(),
      turns: count(1_000).optional().describe("So many of the last turns have to hold it, and not the last alone."),
    })
    .refine(({ turns: _turns, ...said }) => Object.keys(said).length > 0, "must say what has to be so"),
} as const;

type Schemas = typeof VERB_SCHEMAS;
/** What a verb takes. */
export type Verb<Name extends keyof Schemas> = z.infer<Schemas[Name]>;

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
  scenario: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, "must be a name of lower-case letters, digits and dashes"),
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
      command: z.array(text).min(1, "must name a program"),
      later: z.array(text).min(1, "must name a program").optional().describe("What is started for later turns."),
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

/** Reads `> 0.8 within 2 turns`; one turn where none are said. */
export function readRatio(said: string): { readonly above: number; readonly within: number } {
  const [, above = "0", within = "1"] = RATIO.exec(said) ?? [];
  return { above: Number(above), within: Math.max(1, Number(within)) };
}

function isExpression(value: string): boolean {
  try {
    return new RegExp(value, "u") instanceof RegExp;
  } catch {
    return false;
  }
}
