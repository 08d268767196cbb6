import { sha256 } from "../../core/digest.ts";
import { isBellwetherError } from "../../core/error.ts";
import { canonicalJson } from "../../core/jcs.ts";
import type { Evaluator } from "../../exchange/scores/score.ts";
import type { DeclaredEvaluator } from "./declared.ts";
import { type JudgedAnswer, type Judgement, type NotJudged, onlyCalls } from "./evaluator.ts";
import { type AskJudge, runJudge, type Spending } from "./judge/run-judge.ts";
import { isSampled } from "./judge/sampling.ts";

/** An answer that is to be judged, and what it answers. */
export interface Answered {
  /** What was randomised: all answers of one are in a sample, or none. */
  readonly unit: string;
  readonly question: string;
  readonly answer: JudgedAnswer;
}

/** What an evaluator says of an answer, as a score has it. */
export interface Evaluated {
  readonly signal: string;
  readonly value: number;
  readonly evaluator: Evaluator;
  readonly outputDigest: string;
  readonly why: string;
}

/** What came of one evaluator and one answer: only the first says anything of the answer. */
export type Evaluation =
  | ({ readonly outcome: "judged" } & Evaluated)
  | { readonly outcome: "not_sampled" | "over_ceiling" | "nothing_to_judge" }
  | { readonly outcome: "unjudged" | "failed"; readonly reason: NotJudged; readonly why: string };

/** What a judge's model is asked with. */
export interface ModelPorts {
  readonly ask: AskJudge;
  readonly ceiling: Spending;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Takes what is odd about a call that was made nevertheless. */
  readonly say?: (what: string) => void;
}

/** Whether an evaluator looks at a unit's answers: the same units whoever asks, and whenever. */
export function looksAt({ name, sample }: DeclaredEvaluator, unit: string): boolean {
  return isSampled(name, unit, sample);
}

/**
 * What can be said at once: by an evaluator that goes by rules, or of an answer that is in no sample.
 *
 * @returns undefined where a model has to be asked.
 */
export function evaluateByRules(one: DeclaredEvaluator, { unit, answer }: Answered): Evaluation | undefined {
  if (!looksAt(one, unit)) return { outcome: "not_sampled" };
  if (one.how.kind !== "rules") return onlyCalls(answer) ? { outcome: "nothing_to_judge" } : undefined;
  let judgement: Judgement;
  try {
    judgement = one.how.judge(answer);
  } catch (error) {
    return failed("broken", brokenBy(error));
  }
  if (judgement.outcome === "nothing_to_judge") return { outcome: judgement.outcome };
  if (judgement.outcome === "unjudged") return { outcome: "unjudged", reason: judgement.reason, why: judgement.why };
  const evaluator = { ...judgement.evaluator, model: "", rubricDigest: "", promptDigest: "" };
  return judged(one.signal, judgement.value, evaluator, answer, judgement.why);
}

/**
 * Has one evaluator judge one answer. It never rejects.
 *
 * @param ports of a judge's model; evaluators that go by rules need none.
 */
export async function evaluate(
  one: DeclaredEvaluator,
  answered: Answered,
  ports: ModelPorts | undefined,
): Promise<Evaluation> {
  try {
    return await evaluated(one, answered, ports);
  } catch (error) {
    return failed("broken", brokenBy(error));
  }
}

async function evaluated(
  one: DeclaredEvaluator,
  answered: Answered,
  ports: ModelPorts | undefined,
): Promise<Evaluation> {
  const { how } = one;
  const atOnce = evaluateByRules(one, answered);
  if (atOnce !== undefined || how.kind !== "model") return atOnce ?? { outcome: "not_sampled" };
  if (ports === undefined) return failed("not_asked", `nobody says where ${how.judge.model} is asked`);
  const { unit, question, answer } = answered;
  const [outcome] = await runJudge(how.judge, [{ unit, question, answer: answer.text }], { ...ports, atATime: 1 });
  if (outcome === undefined) return failed("broken", "the judge came to nothing");
  return outcome.outcome === "judged"
    ? judged(one.signal, outcome.value, outcome.evaluator, answer, outcome.why)
    : outcome;
}

function judged(signal: string, value: number, evaluator: Evaluator, answer: JudgedAnswer, why: string): Evaluation {
  return { outcome: "judged", signal, value, evaluator, outputDigest: outputDigest(answer), why };
}

function failed(reason: NotJudged, why: string): Evaluation {
  return { outcome: "failed", reason, why };
}

/** What broke a judgement, for a log. Words of our own errors are known; others may quote what was judged. */
export function brokenBy(error: unknown): string {
  if (isBellwetherError(error)) return error.message;
  return `it broke by ${error instanceof Error ? error.constructor.name : "what is no error"}`;
}

/**
 * By which the same answer is known again: what it says and what it calls. Half of a surrogate pair, which a model
 * may write and no canonical form has, counts as the mark for what is no character.
 */
export function outputDigest({ text, toolCalls = [] }: JudgedAnswer): string {
  const calls = toolCalls.map(({ name, arguments: said }) => [name.toWellFormed(), said.toWellFormed()]);
  return sha256(canonicalJson({ text: text.toWellFormed(), calls }));
}
