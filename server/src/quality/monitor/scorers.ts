import type { StreamLine } from "../detection/stream-line.ts";

/** Attributes that say who scored and by what: other values of them are another measurement. */
export const SCORER_ATTRIBUTES = [
  "evaluator",
  "evaluator_version",
  "judge",
  "judge_model",
  "rubric",
  "rubric_digest",
  "prompt_digest_of_judge",
] as const;

const MOST_ANSWERS = 1_000_000;
const MOST_EPOCHS = 1_024;
/** Scores of one answer that differ by less are the same but for rounding. */
const SAME = 1e-9;

/** What has to be known of the scorers of a baseline, so that their changes are not taken for the product's. */
export class Scorers {
  readonly #answers = new Map<string, number>();
  readonly #epochs = new Set<string>();

  /** Takes one line of the baseline. */
  learn(line: Omit<StreamLine, "arm" | "p">): void {
    if (line.outputDigest !== undefined && this.#answers.size < MOST_ANSWERS)
      this.#answers.set(`${line.signal}\u0000${line.outputDigest}`, line.value);
    if (this.#epochs.size < MOST_EPOCHS) this.#epochs.add(epochOf(line));
  }

  /** The score that baseline's scorer gave to the answer of a line; undefined where it is new, or scored the same. */
  rescored(line: Omit<StreamLine, "arm" | "p">): number | undefined {
    if (line.outputDigest === undefined) return undefined;
    const known = this.#answers.get(`${line.signal}\u0000${line.outputDigest}`);
    return known === undefined || Math.abs(known - line.value) <= SAME ? undefined : known;
  }

  /** Who scored a line, where the baseline has nobody of that name; undefined where it has. */
  newcomer(line: Omit<StreamLine, "arm" | "p">): string | undefined {
    const epoch = epochOf(line);
    return this.#epochs.has(epoch) || this.#epochs.size >= MOST_EPOCHS
      ? undefined
      : epoch.slice(epoch.indexOf("\u0000") + 1);
  }
}

function epochOf({ signal, attributes }: Omit<StreamLine, "arm" | "p">): string {
  const parts = SCORER_ATTRIBUTES.flatMap((name) => {
    const value = attributes?.[name];
    return value === undefined || value === null ? [] : [`${name}=${value}`];
  });
  return `${signal}\u0000${parts.join(", ")}`;
}
