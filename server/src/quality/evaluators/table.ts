import { z } from "zod";
import { assertions } from "./assertions.ts";
import type { AnyKind, JudgedAnswer, Judgement, Prepared } from "./evaluator.ts";
import { jsonSchema } from "./json-schema.ts";
import { regularExpression } from "./regular-expression.ts";
import { toolCalls } from "./tool-calls.ts";

/** Every way to judge by rules alone: a new one is a file beside this and a line here. */
const KINDS: readonly AnyKind[] = [assertions, jsonSchema, regularExpression, toolCalls];

const BY_NAME = new Map(KINDS.map((one) => [one.kind, one]));

const named = z.looseObject({
  id: z
    .string("must be a name")
    .regex(/^[a-z][a-z0-9_-]{0,63}$/, "must be a name of lower-case letters, digits, - and _, starting with a letter"),
  kind: z.string("must say how it judges"),
});

/** The names of the ways to judge. */
export function evaluatorKinds(): readonly string[] {
  return [...BY_NAME.keys()];
}

/** Makes an evaluator ready: `{"id", "kind", ...}`, with the settings of its kind beside them. */
export function prepareEvaluator(said: unknown): Prepared<(answer: JudgedAnswer) => Judgement> {
  const read = named.safeParse(said);
  if (!read.success) {
    const [issue] = read.error.issues;
    return { ok: false, place: issue?.path.join(".") ?? "", message: issue?.message ?? "is not as expected" };
  }
  const { id, kind, ...settings } = read.data;
  const found = BY_NAME.get(kind);
  if (found !== undefined) return found.prepare(id, settings);
  const message = `is ${JSON.stringify(kind.slice(0, 64))}; ${evaluatorKinds().join(", ")} are known`;
  return { ok: false, place: "kind", message };
}
