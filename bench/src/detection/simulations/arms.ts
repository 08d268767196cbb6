import { ArmComparison } from "../../../../server/src/quality/statistics/arm-comparison.ts";
import { logMean } from "../../../../server/src/quality/statistics/mixture.ts";
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
  const acts = Math.log(1 / one.alpha);
  const stages = [0, ...(one.stages ?? [])];
  const weights = stages.length === 1 ? [1] : stages.map((_, at) => (at === 0 ? 0.5 : 0.5 / (stages.length - 1)));
  const processes: ArmComparison[] = [];
  const logs = new Float64Array(stages.length);
  const forecasts = [new Forecast(), new Forecast()];
  for (let unit = 1; unit <= one.most; unit++) {
    if (processes.length < stages.length && unit > stages[processes.length]!)
      processes.push(new ArmComparison({ harm: one.harm, margin: one.margin }));
    const candidate = random() < one.share;
    const kind = one.known !== undefined && random() < 0.5 ? 1 : 0;
    const mean = meanAt(one, unit, candidate) + (one.known === undefined ? 0 : (2 * kind - 1) * one.known.apart);
    const value = drawValue(one.values, mean, random);
    const forecast = one.known?.used === true ? { forecast: forecasts[kind]!.mean } : {};
    const arm = candidate ? "candidate" : "baseline";
    const probability = candidate ? one.share : 1 - one.share;
    for (let at = 0; at < processes.length; at++) {
      const process = processes[at]!;
      process.add({ arm, value, probability, ...forecast });
      logs[at] = one.evidence === "rollback" ? process.logRollback : process.logPromotion;
    }
    forecasts[kind]!.add(value);
    if (logMean(logs, weights) >= acts) return [unit];
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
