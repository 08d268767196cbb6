import { StagedComparison } from "../../../../server/src/quality/statistics/staged-comparison.ts";
import type { Random } from "../random.ts";
import { drawValue, meanAt, type Traffic } from "../traffic.ts";

/** A comparison of two arms until it acts. */
export interface ArmsCase extends Traffic {
  readonly evidence: "rollback" | "promotion";
  readonly harm: number;
  readonly margin: number;
  readonly alpha: number;
  /** Units at which it is given up. */
  readonly most: number;
  /** Where attributes foretell the value: how far above or below the mean the two kinds of units lie. */
  readonly known?: { readonly apart: number; readonly used: boolean };
  /** Processes that start at these units beside the one from the start, which has half of the weight. */
  readonly stages?: readonly number[];
}

/** @returns the unit at which it acts; Infinity where it does not. */
export function simulateArms(one: ArmsCase, random: Random): readonly [number] {
  const { stages = [], share, known } = one;
  const acts = 1 / one.alpha;
  const comparison = new StagedComparison({ harm: one.harm, margin: one.margin }, stages.length + 1);
  const forecasts = [new Forecast(), new Forecast()];
  for (let unit = 1; unit <= one.most; unit++) {
    if (stages.includes(unit - 1)) comparison.nextStage();
    const candidate = random() < share;
    const kind = known !== undefined && random() < 0.5 ? 1 : 0;
    const mean = meanAt(one, unit, candidate) + (known === undefined ? 0 : (2 * kind - 1) * known.apart);
    const value = drawValue(one.values, mean, random);
    comparison.add({
      arm: candidate ? "candidate" : "baseline",
      value,
      probability: candidate ? share : 1 - share,
      ...(known?.used === true ? { forecast: forecasts[kind]!.mean } : {}),
    });
    forecasts[kind]!.add(value);
    const evidence = one.evidence === "rollback" ? comparison.rollback : comparison.whole.promotion;
    if (evidence >= acts) return [unit];
  }
  return [Infinity];
}

/** The mean so far of the units of one kind: known before the next one's value is. */
class Forecast {
  #count = 1;
  #sum = 0.5;

  add(value: number): void {
    this.#count++;
    this.#sum += value;
  }

  get mean(): number {
    return this.#sum / this.#count;
  }
}
