import { z } from "zod";
import { errorOf, LineProblem, type LineRecord } from "../detection/stream-line.ts";
import type { Answered, Evaluation } from "./evaluate.ts";

/** An answer of a file, and everything beside it that its lines of outcomes keep. */
export interface AnswerLine {
  /** By which it is in a sample or not. */
  readonly unit: string;
  /** Undefined where an infrastructure error was met instead of an answer. */
  readonly answered: Answered | undefined;
  readonly rest: LineRecord;
}

const call = z.object({ name: z.string(), arguments: z.string() });
const tool = z.object({ name: z.string(), schema: z.unknown().optional() });
const content = z.object({
  answer: z.string("must be the answer's text").default(""),
  question: z.string("must be the question's text").default(""),
  tool_calls: z
    .array(call, 'must be a list of {"name", "arguments"}, arguments being JSON as the model wrote it')
    .optional(),
  tools: z.array(tool, 'must be a list of {"name", "schema"}').optional(),
});
const UNITS = ["unit", "scenario", "exchange"] as const;
/** Whose a session is where its line does not say: the tenant of whoever has only one. */
const DEFAULT_TENANT = "default";

/** Reads an answer of a file. @throws {LineProblem} */
export function answerLine(record: LineRecord, line: number): AnswerLine {
  const { answer: _answer, question: _question, tool_calls: _calls, tools: _tools, ...rest } = record;
  const unit = unitOf(record, line);
  if (errorOf(record) !== undefined) return { unit, answered: undefined, rest };
  if (record["answer"] === undefined && record["tool_calls"] === undefined)
    throw new LineProblem(
      'has no answer: {"answer": "...", "question"?, "tool_calls"?, "tools"?}, and what names its unit',
    );
  const read = content.safeParse(record);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new LineProblem(`${issue?.path.join(".") ?? "it"} ${issue?.message ?? "is not as expected"}`);
  }
  const { answer: text, question, tool_calls: toolCalls, tools } = read.data;
  return {
    unit,
    answered: {
      unit,
      question,
      answer: { text, ...(toolCalls === undefined ? {} : { toolCalls }), ...(tools === undefined ? {} : { tools }) },
    },
    rest,
  };
}

/** A session is in the same samples as in the gateway, which knows it by its tenant's name and its own. */
function unitOf(record: LineRecord, line: number): string {
  const { session, tenant } = record;
  if (isName(session)) return `${isName(tenant) ? tenant : DEFAULT_TENANT}/${session}`;
  const named = UNITS.map((name) => record[name]).find(isName);
  return named === undefined ? `line ${line}` : String(named);
}

function isName(value: unknown): value is string | number {
  return typeof value === "number" || (typeof value === "string" && value !== "");
}

/** An outcome as `detect`, `monitor` and `gate` read it: all that the answer's line has, and who said what of it. */
export function outcomeOf(
  rest: LineRecord,
  { signal, value, evaluator, outputDigest }: Extract<Evaluation, { outcome: "judged" }>,
): LineRecord {
  const attrs = typeof rest["attrs"] === "object" && rest["attrs"] !== null ? rest["attrs"] : {};
  return {
    ...rest,
    signal,
    value,
    output_digest: outputDigest,
    attrs: {
      ...attrs,
      evaluator: evaluator.id,
      evaluator_version: evaluator.version,
      ...(evaluator.model === "" ? {} : { judge_model: evaluator.model, rubric_digest: evaluator.rubricDigest }),
    },
  };
}

/** The same as `POST /api/v1/scores` takes it. @throws {LineProblem} where the line does not say what it is a score of. */
export function scoreOf(
  rest: LineRecord,
  { signal, value, evaluator, outputDigest }: Extract<Evaluation, { outcome: "judged" }>,
): object {
  const [target] = (["exchange", "session", "unit"] as const).filter((name) => typeof rest[name] === "string");
  if (target === undefined) throw new LineProblem("has no exchange, session or unit that a score could be of");
  const { id, version, model, rubricDigest, promptDigest } = evaluator;
  return {
    [target]: rest[target],
    signal,
    value,
    output_digest: outputDigest,
    idempotency_key: ["evaluate", rest[target], signal, id, version, outputDigest].join("/").slice(0, 256),
    evaluator: {
      id,
      version,
      ...(model === "" ? {} : { model, rubric_digest: rubricDigest, prompt_digest: promptDigest }),
    },
  };
}
