import type { ArmSums } from "./growthbook/effect.ts";

/** Counts, sums and sums of squares of two arms so far. */
export class TwoArmSums {
  readonly #counts = [0, 0];
  readonly #sums = [0, 0];
  readonly #squares = [0, 0];

  add(candidate: boolean, value: number): void {
    const arm = candidate ? 1 : 0;
    this.#counts[arm]!++;
    this.#sums[arm]! += value;
    this.#squares[arm]! += value * value;
  }

  /** Units of both arms. */
  get count(): number {
    return this.#counts[0]! + this.#counts[1]!;
  }

  of(arm: "baseline" | "candidate"): ArmSums {
    const index = arm === "candidate" ? 1 : 0;
    return { count: this.#counts[index]!, sum: this.#sums[index]!, squares: this.#squares[index]! };
  }

  /**
   * How far the candidate's mean lies below the baseline's, and the variance of that; undefined where an
   * arm has fewer than two units, or nothing varies.
   */
  drop(): { readonly drop: number; readonly variance: number } | undefined {
    const [a, b] = [this.of("baseline"), this.of("candidate")];
    if (a.count < 2 || b.count < 2) return undefined;
    const spread = ({ count, sum, squares }: ArmSums): number => (squares - (sum * sum) / count) / (count - 1) / count;
    const variance = spread(a) + spread(b);
    return variance > 0 ? { drop: a.sum / a.count - b.sum / b.count, variance } : undefined;
  }
}
