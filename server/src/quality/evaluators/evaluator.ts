import type { z } from "zod";
import { sha256Short } from "../../core/digest.ts";
import { canonicalJson } from "../../core/jcs.ts";

/** What is judged: an answer, and of what came with it what evaluators look at. */
export interface JudgedAnswer {
  /** The visible text, all parts of it. */
  readonly text: string;
  /** The tools that the answer calls, in order. */
  readonly toolCalls?: readonly JudgedCall[];
  /** The tools that the request offered. */
  readonly tools?: readonly OfferedTool[];
}

/** A call of a tool. */
export interface JudgedCall {
  readonly name: string;
  /** JSON, as the model wrote it. */
  readonly arguments: string;
}

/** A tool that a request offered. */
export interface OfferedTool {
  readonly name: string;
  /** JSON schema of its arguments; left out where the request gave none. */
  readonly schema?: unknown;
}

/** Who judges: settings that differ are another version, as they are another instrument. */
export interface EvaluatorName {
  readonly id: string;
  readonly version: string;
}

/**
 * Kinds of reasons for which an answer has no judgement: whoever keeps a log tells each once. The words beside it
 * may have numbers in them, but nothing that a model or a product wrote.
 */
export type NotJudged =
  | "too_long"
  | "too_much_work"
  | "schema"
  | "not_asked"
  | "no_reply"
  | "another_model"
  | "odd_reply"
  | "broken";

/** What an evaluator says, and why; or that it cannot tell, which says nothing against the answer. */
export type Judgement =
  | {
      readonly outcome: "judged";
      /** In [0,1], 1 is best. */
      readonly value: number;
      readonly evaluator: EvaluatorName;
      readonly why: string;
    }
  /** It has nothing that this evaluator judges: no fault of anybody's. */
  | { readonly outcome: "nothing_to_judge"; readonly evaluator: EvaluatorName; readonly why: string }
  | {
      readonly outcome: "unjudged";
      readonly evaluator: EvaluatorName;
      readonly reason: NotJudged;
      readonly why: string;
    };

/** What one way to judge found. */
export type Finding =
  | { readonly value: number; readonly why: string }
  | { readonly unjudged: string; readonly reason: NotJudged }
  | { readonly nothing: string };

/** An evaluator that is ready, or what is wrong with its settings, and where. */
export type Prepared<T> =
  | { readonly ok: true; readonly judge: T }
  | { readonly ok: false; readonly place: string; readonly message: string };

/** One way to judge. */
export interface EvaluatorKind<S> {
  readonly kind: string;
  /** Goes up whenever the same settings may judge the same answer otherwise. */
  readonly version: string;
  readonly settings: z.ZodType<S>;
  /** What is looked at: the text where nobody says, and then a turn that only calls tools is no answer yet. */
  readonly of?: "text" | "calls";
  /** Makes ready what is the same for all answers. It never throws, and neither does what it gives. */
  readonly prepare: (settings: S) => Prepared<(answer: JudgedAnswer) => Finding>;
}

/** One way to judge, whatever its settings are. */
export interface AnyKind {
  readonly kind: string;
  readonly prepare: (id: string, settings: unknown) => Prepared<(answer: JudgedAnswer) => Judgement>;
}

/** Characters (UTF-16) that are looked at: a longer answer is not judged, as no part of it would be the answer. */
export const MOST_CHARACTERS = 262_144;

/** Whether an answer says nothing, and calls tools instead: it is a step on the way to an answer. */
export function onlyCalls({ text, toolCalls = [] }: JudgedAnswer): boolean {
  return toolCalls.length > 0 && text.trim() === "";
}

/** A way to judge as the table has it: it reads its own settings, bounds what it looks at and signs what it says. */
export function evaluatorKind<S>({ kind, version, settings, of = "text", prepare }: EvaluatorKind<S>): AnyKind {
  return {
    kind,
    prepare: (id, said) => {
      const read = settings.safeParse(said);
      if (!read.success) {
        const [issue] = read.error.issues;
        return { ok: false, place: issue?.path.join(".") ?? "", message: issue?.message ?? "is not as expected" };
      }
      const prepared = prepare(read.data);
      if (!prepared.ok) return prepared;
      const evaluator = { id, version: `${version}-${sha256Short(canonicalJson(read.data)).slice(0, 12)}` };
      return {
        ok: true,
        judge: (answer) => {
          if (of === "text" && onlyCalls(answer))
            return { outcome: "nothing_to_judge", evaluator, why: "it only calls tools" };
          const found: Finding = tooLong(answer.text.length) ?? prepared.judge(answer);
          if ("nothing" in found) return { outcome: "nothing_to_judge", evaluator, why: found.nothing };
          if ("unjudged" in found) return { outcome: "unjudged", evaluator, reason: found.reason, why: found.unjudged };
          return { outcome: "judged", value: found.value, evaluator, why: found.why };
        },
      };
    },
  };
}

function tooLong(characters: number): Finding | undefined {
  if (characters <= MOST_CHARACTERS) return undefined;
  const unjudged = `the answer has ${characters} characters, at most ${MOST_CHARACTERS} are judged`;
  return { unjudged, reason: "too_long" };
}
