import { fencedJson, objectsIn } from "../json-text.ts";
import type { Judge } from "./judge.ts";

/** What a judge said, or why that is no judgement. */
export type ReadReply =
  | {
      readonly ok: true;
      /** In [0,1], 1 is best. */
      readonly value: number;
      readonly why: string;
    }
  | { readonly ok: false; readonly message: string };

/** Characters of a reply that are read. */
const MOST_CHARACTERS = 65_536;
const LONGEST_WHY = 500;
const NUMBER = /^\s*-?\d+(?:\.\d+)?\s*$/;

/**
 * Reads a judge's reply. Words around the JSON, fences, and a number in quotes are let pass; a score
 * that lies beyond the scale is no score, and neither are two that differ: one of them may be a
 * quotation of what was judged.
 */
export function readReply(text: string, scale: Judge["scale"]): ReadReply {
  if (text.length > MOST_CHARACTERS) return bad(`has ${text.length} characters, at most ${MOST_CHARACTERS} are read`);
  const whole = fencedJson(text);
  const objects = whole.ok ? [whole.value] : objectsIn(text);
  const said = objects.filter(hasScore);
  const [first] = said;
  if (first === undefined) return bad(whole.ok || objects.length > 0 ? "has no score" : "has no JSON object in it");
  const scores = new Set(said.map(({ score }) => numberOf(score)));
  if (scores.size > 1) return bad("has several scores that differ");
  const score = numberOf(first.score);
  if (score === undefined) return bad("has a score that is no number");
  const [worst, best] = scale;
  const value = (score - worst) / (best - worst);
  if (!(value >= 0 && value <= 1)) return bad(`has the score ${score}, which is not from ${worst} to ${best}`);
  return { ok: true, value, why: typeof first.why === "string" ? first.why.slice(0, LONGEST_WHY) : "" };
}

function hasScore(value: unknown): value is { readonly score: unknown; readonly why?: unknown } {
  return typeof value === "object" && value !== null && Object.hasOwn(value, "score");
}

function numberOf(score: unknown): number | undefined {
  const number = typeof score === "string" && NUMBER.test(score) ? Number(score) : score;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

function bad(message: string): ReadReply {
  return { ok: false, message: `the reply ${message}` };
}
