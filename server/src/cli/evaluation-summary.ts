import type { DeclaredEvaluator } from "../quality/evaluators/declared.ts";
import type { Evaluation } from "../quality/evaluators/evaluate.ts";

interface Counted {
  judged: number;
  sum: number;
  not_sampled: number;
  nothing_to_judge: number;
  over_ceiling: number;
  unjudged: number;
  failed: number;
  /** The first thing that went wrong. */
  why: string | undefined;
}

const NONE: Counted = {
  judged: 0,
  sum: 0,
  not_sampled: 0,
  nothing_to_judge: 0,
  over_ceiling: 0,
  unjudged: 0,
  failed: 0,
  why: undefined,
};

/** What evaluators came to. */
export class EvaluationSummary {
  readonly #counts = new Map<string, Counted>();

  /** Counts what came of one evaluator and one line. */
  add({ name }: Pick<DeclaredEvaluator, "name">, found: Evaluation): void {
    const counted = this.#counts.get(name) ?? { ...NONE };
    this.#counts.set(name, counted);
    counted[found.outcome]++;
    if (found.outcome === "judged") counted.sum += found.value;
    if (found.outcome === "unjudged" || found.outcome === "failed") counted.why ??= found.why;
  }

  /** Whether everything that was to be judged was. */
  get complete(): boolean {
    return this.all.every((one) => one.over_ceiling + one.unjudged + one.failed === 0);
  }

  /** All counts, by evaluator. */
  get all(): readonly (Omit<Counted, "sum" | "why"> & {
    evaluator: string;
    mean: number | null;
    why: string | null;
  })[] {
    return [...this.#counts].map(([evaluator, { sum, why = null, ...counts }]) => ({
      evaluator,
      ...counts,
      mean: counts.judged === 0 ? null : sum / counts.judged,
      why,
    }));
  }

  /** The same for people. */
  get text(): string {
    return this.all
      .map(
        ({
          evaluator,
          judged,
          mean,
          not_sampled: out,
          nothing_to_judge: nothing,
          over_ceiling: dear,
          unjudged,
          failed,
          why,
        }) => {
          const parts = [
            `${judged} judged${mean === null ? "" : `, mean ${mean.toFixed(4)}`}`,
            ...(out > 0 ? [`${out} not in the sample`] : []),
            ...(nothing > 0 ? [`${nothing} with nothing to judge`] : []),
            ...(dear > 0 ? [`${dear} not judged: they would cost more than may be spent`] : []),
            ...(unjudged > 0 ? [`${unjudged} could not be judged`] : []),
            ...(failed > 0 ? [`${failed} failed`] : []),
          ];
          return `${evaluator}: ${parts.join("; ")}${why === null ? "" : ` (${why})`}\n`;
        },
      )
      .join("");
  }
}
