import type { Evaluator } from "../exchange/scores/score.ts";
import type { DeclaredEvaluator } from "../quality/evaluators/declared.ts";
import { type Answered, evaluate, looksAt, type ModelPorts } from "../quality/evaluators/evaluate.ts";

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
  waiting: number;
  judged: number;
  /** Answers that came when too much was waiting already. */
  left_out: number;
  /** What evaluators could not judge, or a judge's model could not be asked. */
  failed: number;
  /** What was not judged because it would have cost more than it may. */
  over_ceiling: number;
}

/** Bytes of answers, and answers, that may wait: a gateway is there for its traffic. */
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_WAITING = 1_000;
/** Models of judges that are asked at a time. */
const ASKED_AT_A_TIME = 4;

/**
 * Judges answers as they come, when their exchange is over and nobody waits for it: one after the other, giving way
 * to traffic between any two. Content is in memory until then, and is kept nowhere. Where more comes than can be
 * judged, answers are left out and counted: what is left out has no score, and no score is made up.
 */
export class LiveEvaluation {
  readonly #ports: LiveEvaluationPorts;
  readonly #bySurface: ReadonlyMap<string, readonly DeclaredEvaluator[]>;
  readonly #waiting: AnsweredExchange[] = [];
  readonly #asking = new Set<Promise<void>>();
  readonly #told = new Set<string>();
  #bytes = 0;
  #working: Promise<void> | undefined;
  readonly counters: EvaluationCounters = { waiting: 0, judged: 0, left_out: 0, failed: 0, over_ceiling: 0 };

  constructor(ports: LiveEvaluationPorts) {
    this.#ports = ports;
    this.#bySurface = Map.groupBy(ports.evaluators, ({ surface }) => surface);
  }

  /** Whether anybody judges a session's answers: else nothing of them has to be kept. */
  wants({ surface, tenant, session }: Pick<AnsweredExchange, "surface" | "tenant" | "session">): boolean {
    const evaluators = this.#bySurface.get(surface);
    return evaluators !== undefined && evaluators.some((one) => looksAt(one, unitOf({ tenant, session })));
  }

  /** Takes an exchange that is over. */
  take(answered: AnsweredExchange): void {
    if (this.#waiting.length >= MOST_WAITING || this.#bytes + answered.bytes > MOST_BYTES) {
      this.counters.left_out++;
      return;
    }
    this.#waiting.push(answered);
    this.#bytes += answered.bytes;
    this.counters.waiting = this.#waiting.length;
    this.#working ??= this.#work();
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    while (this.#working !== undefined || this.#asking.size > 0) await Promise.all([this.#working, ...this.#asking]);
  }

  async #work(): Promise<void> {
    await this.#ports.turn();
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      this.#bytes -= next.bytes;
      this.counters.waiting = this.#waiting.length;
      await this.#judge(next);
      await this.#ports.turn();
    }
    this.#working = undefined;
  }

  async #judge(answered: AnsweredExchange): Promise<void> {
    const unit = unitOf(answered);
    const content = { unit, ...answered.content() };
    for (const one of this.#bySurface.get(answered.surface) ?? []) {
      if (!looksAt(one, unit)) continue;
      const judging = this.#evaluate(one, answered, content);
      if (one.how.kind === "rules") await judging;
      else {
        // A model takes its time: others go on meanwhile.
        this.#asking.add(judging);
        void judging.finally(() => this.#asking.delete(judging));
        if (this.#asking.size >= ASKED_AT_A_TIME) await Promise.race(this.#asking);
      }
    }
  }

  async #evaluate(one: DeclaredEvaluator, answered: AnsweredExchange, content: Answered): Promise<void> {
    const found = await evaluate(one, content, this.#ports.model(one));
    switch (found.outcome) {
      case "judged": {
        const { exchange, tenant, key, at } = answered;
        const { signal, value, evaluator, outputDigest } = found;
        this.counters.judged++;
        this.#ports.send({ exchange, tenant, key, signal, value, evaluator, outputDigest, at });
        break;
      }
      case "over_ceiling":
        this.counters.over_ceiling++;
        break;
      case "unjudged":
      case "failed":
        this.counters.failed++;
        this.#tell(one.name, found.why);
        break;
      case "not_sampled":
        break;
    }
  }

  /** Each thing that is wrong is said once; no reason has content of an answer in it. */
  #tell(name: string, why: string): void {
    const said = `${name}\0${why}`;
    if (this.#told.has(said) || this.#told.size >= MOST_WAITING) return;
    this.#told.add(said);
    this.#ports.report(`the evaluator ${name} could not judge an answer: ${why}`);
  }
}

function unitOf({ tenant, session }: Pick<AnsweredExchange, "tenant" | "session">): string {
  return `${tenant}/${session}`;
}
