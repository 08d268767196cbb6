import { buildCommand } from "@stricli/core";
import type { Config } from "../../config/config.ts";
import { systemClock } from "../../core/clock.ts";
import { askOf } from "../../processes/evaluation.ts";
import { LineProblem, type LineRecord } from "../../quality/detection/stream-line.ts";
import { type AnswerLine, answerLine, outcomeOf, scoreOf } from "../../quality/evaluators/answer-line.ts";
import { type DeclaredEvaluator, declaredEvaluator } from "../../quality/evaluators/declared.ts";
import {
  evaluate,
  evaluateByRules,
  type Evaluation,
  looksAt,
  type ModelPorts,
} from "../../quality/evaluators/evaluate.ts";
import { RunPurse } from "../../quality/evaluators/judge/run-purse.ts";
import type { Spending } from "../../quality/evaluators/judge/run-judge.ts";
import { apiClient } from "../api-client.ts";
import { type CliContext, EXIT, guarded, requireConfig, usageError } from "../context.ts";
import { apiFlags, type ApiFlags } from "../flags.ts";
import { EvaluationSummary } from "../evaluation-summary.ts";
import { Progress } from "../progress.ts";
import { recordFile } from "../record-file.ts";
import { namesOf, numberIn } from "../statistics-flags.ts";

interface EvaluateFlags extends ApiFlags {
  readonly by?: readonly string[];
  readonly spend?: number;
  readonly post: boolean;
}

type Judged = Extract<Evaluation, { outcome: "judged" }>;

const BATCH = 500;
const ASKED_AT_A_TIME = 4;

/** `bellwether evaluate`: has the configured evaluators judge answers of a file. */
export const evaluateCommand = buildCommand<EvaluateFlags, [string], CliContext>({
  docs: {
    brief: "Have the configured evaluators judge answers of a file",
    fullDescription: `Have the evaluators of the configuration judge answers of a file: by assertions, a JSON schema, a regular expression, the validity of tool calls, or a model with a rubric. What comes out are lines for detect, monitor and gate; with --post they become scores of a running Bellwether.

A line is JSON: {"answer","question"?,"tool_calls"?,"tools"?} with whatever names its unit and else belongs to it ("unit", "session" or "scenario", "repeat", "arm", "p", "t", "attrs", "error"), which is kept.

Examples
  bellwether evaluate answers.jsonl --by valid_json > outcomes.jsonl
  bellwether evaluate candidate.jsonl | bellwether gate --from-results base.jsonl -
  bellwether evaluate sample.jsonl --by helpful --spend 2 --post

Exit codes: 0 all were judged, 2 some were not or there were none, 3 it could not run.`,
  },
  parameters: {
    flags: {
      ...apiFlags,
      by: {
        kind: "parsed",
        parse: namesOf,
        optional: true,
        brief: "Evaluators by name (default: all of the configuration)",
        placeholder: "A,B",
      },
      spend: {
        kind: "parsed",
        parse: numberIn(0, 1_000_000, "--spend"),
        optional: true,
        brief: "US dollars that all judges together may spend in this run (default: dollars_a_day for each)",
        placeholder: "DOLLARS",
      },
      post: { kind: "boolean", default: false, brief: "Post scores to a running Bellwether, and print none" },
    },
    positional: {
      kind: "tuple",
      parameters: [{ brief: "The answers, or - for the standard input", parse: String, placeholder: "ANSWERS" }],
    },
  },
  async func(flags, path) {
    await guarded(this, flags.json, async () => {
      const config = requireConfig(flags, this.colour);
      const evaluators = chosen(config, flags.by);
      const { file, done } = await recordFile(path, new Progress(this));
      const summary = new EvaluationSummary();
      const results = flags.post ? new Poster(flags, this.colour) : new Printer(this);
      let lines = 0;
      const asked: { readonly one: DeclaredEvaluator; readonly line: AnswerLine }[] = [];
      try {
        await file.read("answers", (record, number) => {
          const line = answerLine(record, number);
          lines++;
          for (const one of evaluators) {
            if (!looksAt(one, line.unit)) {
              summary.add(one, { outcome: "not_sampled" });
              continue;
            }
            if (line.answered === undefined) {
              results.error({ ...line.rest, signal: one.signal });
              continue;
            }
            const found = evaluateByRules(one, line.answered);
            if (found === undefined) asked.push({ one, line });
            else note(summary, results, one, line, found);
          }
        });
        const purse = flags.spend === undefined ? undefined : new RunPurse(flags.spend);
        const say = (what: string): unknown => this.process.stderr.write(`${what}\n`);
        const ports = new Map(evaluators.map((one) => [one.name, portsOf(config, one, purse, say)]));
        const left = asked.values();
        const work = async (): Promise<void> => {
          for (const { one, line } of left)
            if (line.answered !== undefined)
              note(summary, results, one, line, await evaluate(one, line.answered, ports.get(one.name)));
        };
        await Promise.all(Array.from({ length: ASKED_AT_A_TIME }, work));
        await results.end();
      } finally {
        done();
      }
      if (lines === 0 && !flags.json)
        this.process.stderr.write(`${file.name} has no answers in it, so that nothing was judged\n`);
      this.process.stderr.write(flags.json ? `${JSON.stringify(summary.all)}\n` : summary.text);
      return summary.complete && lines > 0 ? EXIT.pass : EXIT.inconclusive;
    });
  },
});

/** @throws {BellwetherError} `usage` where there is no such evaluator, or one is not as it should be. */
function chosen({ evaluators }: Config, by: readonly string[] | undefined): readonly DeclaredEvaluator[] {
  const known = Object.keys(evaluators);
  if (known.length === 0) throw usageError("the configuration declares no evaluators: docs/evaluators.md shows how");
  return (by ?? known).map((name) => {
    const document = evaluators[name];
    if (document === undefined)
      throw usageError(`the configuration declares no evaluator ${name}; it declares ${known.join(", ")}`);
    const ready = declaredEvaluator(name, document);
    if (ready.ok) return ready.judge;
    throw usageError(`evaluators.${[name, ready.place].filter((part) => part !== "").join(".")} ${ready.message}`);
  });
}

/** @param purse of the whole run; each judge has one of its own where there is none. */
function portsOf(
  config: Config,
  { name, how }: DeclaredEvaluator,
  purse: Spending | undefined,
  say: (what: string) => unknown,
): ModelPorts | undefined {
  const ask = how.kind === "model" ? askOf(config, name) : undefined;
  if (ask === undefined || how.kind !== "model") return undefined;
  const ceiling = purse ?? new RunPurse(how.judge.dollarsADay);
  let said = false;
  return {
    ask,
    ceiling,
    now: systemClock.now,
    say: (what) => {
      if (!said) say(`${name}: ${what}`);
      said = true;
    },
  };
}

function note(
  summary: EvaluationSummary,
  results: Results,
  one: DeclaredEvaluator,
  { rest }: AnswerLine,
  found: Evaluation,
): void {
  summary.add(one, found);
  if (found.outcome === "judged") results.judged(rest, found);
}

/** Where outcomes go. */
interface Results {
  judged(rest: LineRecord, found: Judged): void;
  /** A line that met an infrastructure error: there is nothing to judge, and whoever compares has to know. */
  error(line: LineRecord): void;
  end(): Promise<void>;
}

class Printer implements Results {
  readonly #context: CliContext;

  constructor(context: CliContext) {
    this.#context = context;
  }

  judged(rest: LineRecord, found: Judged): void {
    this.error(outcomeOf(rest, found));
  }

  error(line: LineRecord): void {
    this.#context.process.stdout.write(`${JSON.stringify(line)}\n`);
  }

  end(): Promise<void> {
    return Promise.resolve();
  }
}

class Poster implements Results {
  readonly #scores: object[] = [];
  readonly #flags: EvaluateFlags;
  readonly #colour: boolean;

  constructor(flags: EvaluateFlags, colour: boolean) {
    this.#flags = flags;
    this.#colour = colour;
  }

  judged(rest: LineRecord, found: Judged): void {
    this.#scores.push(scoreOf(rest, found));
  }

  error(): void {
    // The record of the exchange says that there was no answer.
  }

  async end(): Promise<void> {
    const client = apiClient(this.#flags, this.#colour);
    for (let from = 0; from < this.#scores.length; from += BATCH) {
      const scores = this.#scores.slice(from, from + BATCH);
      const answer = (await client.call("POST", "/api/v1/scores", { scores })) as {
        readonly refused: number;
        readonly results: readonly { readonly message?: string }[];
      };
      const first = answer.results.find(({ message }) => message !== undefined);
      if (answer.refused > 0)
        throw new LineProblem(`${answer.refused} of ${scores.length} scores were refused: ${first?.message ?? ""}`);
    }
  }
}
