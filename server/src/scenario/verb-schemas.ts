import { z } from "zod";
import { VIOLATION_IDS } from "../contract/violations.ts";
import { columnNamed } from "../exchange/columns.ts";
import { body, command, count, expression, label, ownless, partName, text, variable } from "./schema-parts.ts";

const DURATION = /^\d+(?:\.\d+)?(?:ms|s|m|h|d)$/;
const RATIO = /^>\s*(0?\.\d+|0)(?: within (\d{1,3}) turns?)?$/;

/** Types of columns that can be measured. */
const NUMBERS: ReadonlySet<string> = new Set(["count", "number"]);

/** What a speaker of its own is asked with, where that is not the scenario's. */
const asked = { system: z.string().optional(), model: text.optional(), request: ownless.optional() };

/** What a checksum can be of. */
export const CHECKSUM_PARTS = ["reasoning-blocks", "history", "system", "tools", "answer"] as const;

/** What each verb takes. */
export const VERB_SCHEMAS = {
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
  checkpoint: label.describe("Keeps the history under a name."),
  restore: label.describe("Goes back to a history that was kept."),
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
  say: z.strictObject({
    goal: text.describe("What the person wants, in a few sentences."),
    until: z
      .union([text, z.strictObject({ matches: expression })])
      .describe("What an answer has in it when the goal is reached."),
    most: count(100).default(6).describe("Turns that it may take."),
    model: text.optional().describe("The model that plays the person; the scenario's where it is left out."),
    surface: text.optional().describe("Whose contract holds for the person's own requests."),
  }),
  expire: z.enum(["cache", "session"], "must be cache or session"),
  checksum: z
    .strictObject({
      of: z.enum(CHECKSUM_PARTS, `must be one of ${CHECKSUM_PARTS.join(", ")}`),
      as: label.optional().describe("Keeps it under a name."),
      equals: label.optional().describe("It has to be as it was kept."),
    })
    .refine(({ as, equals }) => (as === undefined) !== (equals === undefined), "must say either as or equals"),
  spawn: z.strictObject({ agent: partName, turn: text, ...asked }),
  delegate: z.strictObject({
    to: z.string().regex(/^agent:[a-z][a-z0-9-]{0,63}$/, "must be such as agent:searcher"),
    turn: text.default("Look into it, and say what you find."),
    expect: z.enum(["allowed", "refused"], "must be allowed or refused"),
    ...asked,
  }),
  join: partName.describe("Waits until an agent has answered."),
  cancel: partName.describe("Hangs up on an agent."),
  pipeline: z.strictObject({
    input: text.describe("What the first stage is given."),
    stages: z
      .array(
        z
          .strictObject({
            stage: partName,
            ask: text
              .refine((said) => said.includes("{input}"), "must have {input} in it")
              .optional()
              .describe("What the built-in client says, with {input} for what the stage is given."),
            ...asked,
            command: command.optional().describe("A program that reads its input and writes what it makes of it."),
            carries: z
              .enum(["whole", "changed"], "must be whole or changed")
              .default("whole")
              .describe("Whether the stage's input stands in what it asks, as it was given."),
          })
          .refine(
            ({ ask, command }) => (ask === undefined) !== (command === undefined),
            "must have either ask or command",
          ),
      )
      .min(1, "must have a stage")
      .max(100, "must have at most 100 stages"),
    relay: command.optional().describe("A program that carries what a stage puts out to the next one."),
  }),
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

/** Reads `> 0.8 within 2 turns`; one turn where none are said. */
export function readRatio(said: string): { readonly above: number; readonly within: number } {
  const [, above = "0", within = "1"] = RATIO.exec(said) ?? [];
  return { above: Number(above), within: Math.max(1, Number(within)) };
}
