import { z } from "zod";
import { sha256 } from "../../../core/digest.ts";
import type { Evaluator } from "../../../exchange/scores/score.ts";
import { promptDigest } from "./prompt.ts";

/** A model that judges: what it is asked, how often, and for how much money. */
export interface Judge {
  /** Who it is in each score: model, rubric and prompt are part of its name. */
  readonly evaluator: Evaluator;
  readonly model: string;
  readonly rubric: string;
  /** What the worst answer gets, and the best. */
  readonly scale: readonly [worst: number, best: number];
  /** Share of units that are judged. */
  readonly sample: number;
  readonly maxTokens: number;
  /** US dollars for a million tokens. */
  readonly price: { readonly input: number; readonly output: number };
  /** US dollars that may be spent in a day, UTC. */
  readonly dollarsADay: number;
}

/** A judge that is ready, or what is wrong with its configuration, and where. */
export type ReadJudge =
  | { readonly ok: true; readonly judge: Judge }
  | { readonly ok: false; readonly place: string; readonly message: string };

/** Goes up whenever the same judge may say something else by what is done here. */
const VERSION = "2";
const MOST_RUBRIC = 20_000;
/** Names that are moved from one model to another: what judges today would not be what judged yesterday. */
const MOVING = /(?:^|[-:@/])(?:latest|current|default|auto)$/i;

const dollars = z.number().min(0).max(1_000_000);
const schema = z.strictObject({
  id: z
    .string("must be a name")
    .regex(/^[a-z][a-z0-9_-]{0,63}$/, "must be a name of lower-case letters, digits, - and _, starting with a letter"),
  model: z
    .string("must be the model that judges, by its whole name")
    .min(1, "must be the model that judges, by its whole name")
    .max(128)
    .refine((name) => !MOVING.test(name), "must be one model for good: a name such as latest is moved to others"),
  rubric: z
    .string("must say by what is judged")
    .refine((text) => text.trim() !== "", "must say by what is judged")
    .refine((text) => text.length <= MOST_RUBRIC, `must have at most ${MOST_RUBRIC} characters`),
  scale: z
    .tuple([z.number(), z.number()], "must be two numbers, [worst, best]")
    .refine(([worst, best]) => worst !== best, "must be two numbers that differ, [worst, best]")
    .default([0, 1]),
  sample: z.number("must be a share, from 0 to 1").min(0).max(1),
  max_tokens: z.number().int().min(1).max(16_384).default(512),
  price: z.strictObject(
    { input: dollars, output: dollars },
    'must say what the model costs, in US dollars for a million tokens: {"input": 3, "output": 15}',
  ),
  dollars_a_day: z.number("must be the most that may be spent in a day, in US dollars").min(0).max(1_000_000),
});

/** Reads a judge's configuration. */
export function readJudge(said: unknown): ReadJudge {
  const read = schema.safeParse(said);
  if (!read.success) {
    const [issue] = read.error.issues;
    return { ok: false, place: issue?.path.join(".") ?? "", message: issue?.message ?? "is not as expected" };
  }
  const { id, model, rubric, scale, sample, price, max_tokens: maxTokens, dollars_a_day: dollarsADay } = read.data;
  const digests = { rubricDigest: sha256(rubric), promptDigest: promptDigest({ scale, maxTokens }) };
  const evaluator = { id, version: VERSION, model, ...digests };
  return { ok: true, judge: { evaluator, model, rubric, scale, sample, maxTokens, price, dollarsADay } };
}
