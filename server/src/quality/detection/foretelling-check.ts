import type { Attributes } from "../cohorts/attribute-values.ts";
import type { ArmObservation } from "../statistics/arm-comparison.ts";
import { SampleRatio } from "../statistics/sample-ratio.ts";

/** Values of one attribute that are looked at alone; those behind them go together into as many lots. */
const MOST_VALUES = 64;
/** Evidence against the arms of one value, for each value that is looked at. */
const ACTS = 100;

/**
 * Checks that attributes which outcomes are foretold from were fixed before the arm could act: then the arms
 * differ in none of their values. Foretelling from one that the candidate changed would compare other units
 * with each other than those that were randomised.
 */
export class ForetellingCheck {
  readonly #names: readonly string[];
  readonly #ratios: readonly Map<string, SampleRatio>[];
  #skewed: string | undefined;

  constructor(names: readonly string[]) {
    this.#names = names;
    this.#ratios = names.map(() => new Map());
  }

  /** Takes one more unit. */
  add({ arm, probability }: ArmObservation, attributes: Attributes | undefined): void {
    const candidate = arm === "candidate";
    this.#names.forEach((name, index) => {
      const ratios = this.#ratios[index];
      const value = attributes?.[name];
      if (ratios === undefined || value === undefined || value === null) return;
      const key = String(value);
      let ratio = ratios.get(key);
      if (ratio === undefined) {
        const lot = ratios.size < MOST_VALUES ? key : `\u0000${lotOf(key)}`;
        ratio = ratios.get(lot) ?? new SampleRatio();
        ratios.set(lot, ratio);
      }
      ratio.add(candidate, candidate ? probability : 1 - probability);
      if (ratio.evidence >= ACTS * ratios.size) this.#skewed ??= name;
    });
  }

  /** An attribute in which the arms differ. */
  get skewed(): string | undefined {
    return this.#skewed;
  }
}

/** One of as many lots as there are values alone: every value is looked at, and none grows the memory. */
function lotOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index++) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  return (hash >>> 0) % MOST_VALUES;
}
