import { END_USER } from "../../exchange/scores/score.ts";
import { scoredSignal } from "../scores/read-score.ts";
import type { JudgedAnswer, Judgement, Prepared } from "./evaluator.ts";
import { type Judge, readJudge } from "./judge/judge.ts";
import { evaluatorKinds, prepareEvaluator } from "./table.ts";

/** Somebody who judges answers of a surface, ready to. */
export interface DeclaredEvaluator {
  readonly name: string;
  readonly surface: string;
  /** What its scores are filed under. */
  readonly signal: string;
  /** Share of units whose answers it judges. */
  readonly sample: number;
  readonly how:
    | { readonly kind: "rules"; readonly judge: (answer: JudgedAnswer) => Judgement }
    | { readonly kind: "model"; readonly judge: Judge };
}

/** What is said of an evaluator, with the settings of its kind beside it. */
export interface EvaluatorSaid {
  readonly kind: string;
  readonly surface: string;
  readonly sample: number;
  readonly signal?: string | undefined;
  readonly [setting: string]: unknown;
}

/** The kind of those that ask a model. */
export const JUDGE = "judge";

/** Makes an evaluator ready, or says what is wrong with what was said of it, and where. */
export function declaredEvaluator(name: string, said: EvaluatorSaid): Prepared<DeclaredEvaluator> {
  const { surface, sample, signal = name, at: _at, key: _key, kind, ...settings } = said;
  const filed = scoredSignal.safeParse(signal);
  if (!filed.success)
    return { ok: false, place: "signal", message: filed.error.issues[0]?.message ?? "is no name of a signal" };
  if (name === END_USER)
    return { ok: false, place: "", message: `must not be "${END_USER}": that is who speaks by a feedback token` };
  const common = { name, surface, signal, sample };
  if (kind === JUDGE) {
    const read = readJudge({ id: name, sample, ...settings });
    return read.ok ? { ok: true, judge: { ...common, how: { kind: "model", judge: read.judge } } } : read;
  }
  if (!evaluatorKinds().includes(kind)) {
    const known = [...evaluatorKinds(), JUDGE].join(", ");
    return { ok: false, place: "kind", message: `is ${JSON.stringify(kind.slice(0, 64))}; ${known} are known` };
  }
  const ready = prepareEvaluator({ id: name, kind, ...settings });
  return ready.ok ? { ok: true, judge: { ...common, how: { kind: "rules", judge: ready.judge } } } : ready;
}
