import type { Evaluator } from "../exchange/scores/score.ts";
import type { DeclaredEvaluator } from "../quality/evaluators/declared.ts";
import {
  type Answered,
  brokenBy,
  evaluate,
  type Evaluation,
  looksAt,
  type ModelPorts,
} from "../quality/evaluators/evaluate.ts";
import { AskQueue } from "./ask-queue.ts";

/** An exchange that was answered whole, and how its content is read when its turn comes. */
export interface AnsweredExchange {
  readonly exchange: string;
  readonly tenant: string;
  /** Id of the key that asked. */
  readonly key: string;
  readonly surface: string;
  /** The tenant's session. */
  readonly session: string;
  /** When it ended, milliseconds since the epoch. */
  readonly at: number;
  /** Bytes that waiting for it keeps in memory. */
  readonly bytes: number;
  readonly content: () => Omit<Answered, "unit">;
}

/** A score of an exchange, on its way to control. */
export interface LiveScore {
  readonly exchange: string;
  readonly tenant: string;
  readonly key: string;
  readonly signal: string;
  readonly value: number;
  readonly evaluator: Evaluator;
  readonly outputDigest: string;
  readonly at: number;
}

/** What evaluating takes. */
export interface LiveEvaluationPorts {
  readonly evaluators: readonly DeclaredEvaluator[];
  /** How the model of a judge is asked; undefined where nobody says. */
  readonly model: (evaluator: DeclaredEvaluator) => ModelPorts | undefined;
  /** Takes scores; it loses none without counting it. */
  readonly send: (score: LiveScore) => void;
  /** Resolves when all that waits for the event loop has had its turn. */
  readonly turn: () => Promise<void>;
  readonly report: (what: string) => void;
}

/** What became of answers since the process began. */
export interface EvaluationCounters {
  /** Answers that no evaluator has looked at, and judgements for which a model is asked or is to be. */
  readonly waiting: number;
  readonly judged: number;
  /** Answers, and judgements of models, that came when too much was waiting already, or were not waited for in the end. */
  readonly left_out: number;
  /** What evaluators could not judge, or a judge's model could not be asked. */
  readonly failed: number;
  /** What was not judged because it would have cost more than it may. */
  readonly over_ceiling: number;
}

/** Bytes of answers, and answers, that may wait: a gateway is there for its traffic. */
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_WAITING = 1_000;
/** Judges' models take their time: what waits for them is bounded by itself, so that rules do not wait with it. */
const ASKS = { atATime: 4, mostWaiting: 1_000, mostBytes: 16 * 1024 * 1024 };
/** Things that are wrong, of which each is said once. */
const MOST_TOLD = 1_000;

/**
 * Judges answers as they come, when their exchange is over and nobody waits for it: one after the other, giving way
 * to traffic between any two; whoever asks a model waits for it in a queue beside. Content is in memory until then, and is kept nowhere. Where more comes than can be
 * judged, answers are left out and counted: what is left out has no score, and no score is made up.
 */
export class LiveEvaluation {
  readonly #ports: LiveEvaluationPorts;
  readonly #bySurface: ReadonlyMap<string, readonly DeclaredEvaluator[]>;
  readonly #waiting: AnsweredExchange[] = [];
  readonly #asks = new AskQueue(ASKS);
  readonly #ended = new AbortController();
  readonly #told = new Set<string>();
  #bytes = 0;
  #working: Promise<void> | undefined;
  readonly #counts = { judged: 0, left_out: 0, failed: 0, over_ceiling: 0 };

  constructor(ports: LiveEvaluationPorts) {
    this.#ports = ports;
    this.#bySurface = Map.groupBy(ports.evaluators, ({ surface }) => surface);
  }

  /** What became of answers by now. */
  get counters(): EvaluationCounters {
    return { waiting: this.#waiting.length + this.#asks.size, ...this.#counts };
  }

  /** Whether anybody judges a session's answers: else nothing of them has to be kept. */
  wants({ surface, tenant, session }: Pick<AnsweredExchange, "surface" | "tenant" | "session">): boolean {
    const evaluators = this.#bySurface.get(surface);
    return evaluators !== undefined && evaluators.some((one) => looksAt(one, unitOf({ tenant, session })));
  }

  /** Takes an exchange that is over. */
  take(answered: AnsweredExchange): void {
    if (
      this.#ended.signal.aborted ||
      this.#waiting.length >= MOST_WAITING ||
      this.#bytes + answered.bytes > MOST_BYTES
    ) {
      this.#counts.left_out++;
      return;
    }
    this.#waiting.push(answered);
    this.#bytes += answered.bytes;
    this.#working ??= this.#work();
  }

  /** Resolves when nothing waits any more. It never rejects. */
  async idle(): Promise<void> {
    await this.#working;
    await this.#asks.idle();
  }

  /**
   * Judges what waits, as far as there is time, and then nothing more: what is left is left out, and models that
   * are being asked are hung up on. It never rejects.
   *
   * @param time resolves when rules, and models of judges, are not waited for any longer.
   */
  async stop(time: { readonly rules: Promise<void>; readonly models: Promise<void> }): Promise<void> {
    await Promise.race([this.#working, time.rules]);
    await Promise.race([this.#asks.idle(), time.models]);
    this.#counts.left_out += this.#waiting.splice(0).length + this.#asks.drop();
    this.#ended.abort();
  }

  async #work(): Promise<void> {
    await this.#ports.turn();
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      this.#bytes -= next.bytes;
      await this.#judge(next);
      await this.#ports.turn();
    }
    this.#working = undefined;
  }

  async #judge(answered: AnsweredExchange): Promise<void> {
    const unit = unitOf(answered);
    const chosen = (this.#bySurface.get(answered.surface) ?? []).filter((one) => looksAt(one, unit));
    let content: Answered;
    try {
      content = { unit, ...answered.content() };
    } catch (error) {
      for (const one of chosen)
        this.#note(one, answered, { outcome: "failed", reason: "broken", why: brokenBy(error) });
      return;
    }
    for (const one of chosen) {
      const run = (): Promise<void> => this.#evaluate(one, answered, content);
      if (one.how.kind === "rules") await run();
      else if (this.#ended.signal.aborted || !this.#asks.take({ bytes: answered.bytes, run })) this.#counts.left_out++;
    }
  }

  /** One judgement. Whatever breaks in it is one that failed: the next one is none the worse for it. */
  async #evaluate(one: DeclaredEvaluator, answered: AnsweredExchange, content: Answered): Promise<void> {
    const { signal } = this.#ended;
    try {
      const found = await evaluate(one, content, this.#portsOf(one));
      // What is hung up on was counted as left out.
      if (one.how.kind === "rules" || !signal.aborted) this.#note(one, answered, found);
    } catch (error) {
      this.#note(one, answered, {
        outcome: "failed",
        reason: one.how.kind === "rules" ? "broken" : "not_asked",
        why: brokenBy(error),
      });
    }
  }

  #portsOf(one: DeclaredEvaluator): ModelPorts | undefined {
    if (one.how.kind === "rules") return undefined;
    const ports = this.#ports.model(one);
    if (ports === undefined) return undefined;
    const ask: ModelPorts["ask"] = (request) => ports.ask(request, this.#ended.signal);
    return { ...ports, ask, say: (what) => this.#tell(one.name, "odd_call", `the evaluator ${one.name}: ${what}`) };
  }

  #note(one: DeclaredEvaluator, answered: AnsweredExchange, found: Evaluation): void {
    switch (found.outcome) {
      case "judged": {
        const { exchange, tenant, key, at } = answered;
        const { signal, value, evaluator, outputDigest } = found;
        this.#counts.judged++;
        this.#ports.send({ exchange, tenant, key, signal, value, evaluator, outputDigest, at });
        break;
      }
      case "over_ceiling":
        this.#counts.over_ceiling++;
        break;
      case "unjudged":
      case "failed":
        this.#counts.failed++;
        this.#tell(one.name, found.reason, `the evaluator ${one.name} could not judge an answer: ${found.why}`);
        break;
      case "not_sampled":
      case "nothing_to_judge":
        break;
    }
  }

  /** Each kind of thing that is wrong is said once; nothing that is said has content of an answer in it. */
  #tell(name: string, kind: string, what: string): void {
    const said = `${name}\0${kind}`;
    if (this.#told.has(said) || this.#told.size >= MOST_TOLD) return;
    this.#told.add(said);
    this.#ports.report(what);
  }
}

function unitOf({ tenant, session }: Pick<AnsweredExchange, "tenant" | "session">): string {
  return `${tenant}/${session}`;
}
