import type { Attributes } from "../cohorts/attribute-values.ts";
import type { ArmObservation } from "../statistics/arm-comparison.ts";
import { SampleRatio } from "../statistics/sample-ratio.ts";

/** Values of one attribute that are looked at. */
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
        if (ratios.size >= MOST_VALUES) return;
        ratios.set(key, (ratio = new SampleRatio()));
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
