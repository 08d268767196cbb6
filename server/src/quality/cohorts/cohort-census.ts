import { type Attributes, AttributeValues } from "./attribute-values.ts";
import { type Cohort, EVERYONE } from "./cohort.ts";
import { CohortPlan, type DroppedCohorts, pairKey, type PlannedCohort, triggerOf } from "./cohort-plan.ts";

/** Limits on what is tracked. */
export interface CohortLimits {
  /** Units below which a cohort cannot say anything. */
  readonly leastUnits: number;
  /** Values of one attribute that have cohorts of their own. */
  readonly values: number;
  /** Cohorts in all. */
  readonly cohorts: number;
}

/** What one analysis tracks at most. */
export const COHORT_LIMITS: CohortLimits = { leastUnits: 30, values: 64, cohorts: 4_096 };

/** Units that are looked at before it is settled what is a number and what a name. */
const SAMPLE = 1_000;
/** Times that a value has to occur before its pairs are counted: the long tail of names would fill the memory. */
const OFTEN = 5;
/** Pairs of values that are counted; those that come later, when it is full, are rare ones. */
const PAIRS = 65_536;

interface Counts {
  readonly values: AttributeValues;
  readonly post: boolean;
  /** Numbers of the values that have occurred often enough. */
  readonly codes: Map<string, number>;
}

/**
 * Learns which cohorts there are from the attributes of units alone, before any outcome is looked at: so
 * weights may depend on it, and every test stays valid. Its memory is bounded, and what it left out it says.
 */
export class CohortCensus {
  readonly #names: readonly { readonly name: string; readonly post: boolean }[];
  readonly #limits: CohortLimits;
  #sample: (Attributes | undefined)[] | undefined = [];
  #counts: readonly Counts[] = [];
  readonly #pairs = new Map<number, number>();
  #codes = 0;
  #units = 0;

  /** @param pre attributes that were fixed before the arm could act; `post` those that came after. */
  constructor(pre: readonly string[], post: readonly string[] = [], limits: CohortLimits = COHORT_LIMITS) {
    this.#names = [...pre.map((name) => ({ name, post: false })), ...post.map((name) => ({ name, post: true }))];
    this.#limits = limits;
  }

  /**
   * Takes the attributes of one more unit, or those by which one that was taken came into cohorts of `post`
   * attributes: these alone.
   *
   * @param known whether the unit was taken before.
   */
  add(attributes: Attributes | undefined, known = false): void {
    if (!known) this.#units++;
    if (this.#sample === undefined) {
      this.#count(attributes);
      return;
    }
    this.#sample.push(attributes);
    if (this.#sample.length >= SAMPLE) this.#settle();
  }

  #settle(): void {
    const sample = this.#sample ?? [];
    this.#sample = undefined;
    this.#counts = this.#names.map(({ name, post }) => ({
      values: new AttributeValues(
        name,
        sample.map((attributes) => attributes?.[name]),
      ),
      post,
      codes: new Map(),
    }));
    for (const attributes of sample) this.#count(attributes);
  }

  #count(attributes: Attributes | undefined): void {
    const often: number[] = [];
    for (const { values, post, codes } of this.#counts) {
      const value = post ? triggerOf(values, attributes) : values.valueOf(attributes?.[values.name]);
      if (value === undefined || values.sketch.add(value) < OFTEN) continue;
      let code = codes.get(value);
      if (code === undefined && codes.size < this.#limits.values * 4) codes.set(value, (code = this.#codes++));
      if (!post && code !== undefined) often.push(code);
    }
    for (let first = 0; first < often.length; first++)
      for (let second = first + 1; second < often.length; second++) {
        const key = pairKey(often[first] ?? 0, often[second] ?? 0);
        const count = this.#pairs.get(key);
        if (count !== undefined || this.#pairs.size < PAIRS) this.#pairs.set(key, (count ?? 0) + 1);
      }
  }

  /** The cohorts to track: a third of what is staked on each depth, shared evenly inside it. */
  plan(): CohortPlan {
    if (this.#sample !== undefined) this.#settle();
    const dropped: DroppedCohorts[] = [];
    const kept: KeptCohort[] = [{ cohort: EVERYONE, depth: 0, share: 1 }];
    const shareOf = (units: number): number => Math.min(1, units / Math.max(1, this.#units));
    const streamOfCode = new Map<
      number,
      { readonly stream: number; readonly cohort: Cohort; readonly units: number }
    >();
    const oneWay = this.#counts.map(({ values, post, codes }) => {
      const streams = new Map<string, number>();
      const often = values.sketch.values.filter(({ least }) => least >= this.#limits.leastUnits);
      const chosen = often.slice(0, this.#limits.values);
      for (const { value, most } of chosen) {
        const cohort = { traits: [{ attribute: values.name, value }], post };
        const code = codes.get(value);
        streams.set(value, kept.length);
        if (code !== undefined) streamOfCode.set(code, { stream: kept.length, cohort, units: most });
        kept.push({ cohort, depth: post ? 3 : 1, share: shareOf(most) });
      }
      const few = values.sketch.values.length - often.length;
      if (values.sketch.full || often.length > chosen.length)
        dropped.push({ attribute: values.name, values: often.length - chosen.length + few, reason: "many_values" });
      else if (few > 0) dropped.push({ attribute: values.name, values: few, reason: "few_units" });
      return { values, post, streams };
    });
    const twoWay = new Map<number, number>();
    for (const [key, count] of [...this.#pairs].toSorted((a, b) => b[1] - a[1])) {
      const first = streamOfCode.get(Math.floor(key / 2 ** 20));
      const second = streamOfCode.get(key % 2 ** 20);
      if (first === undefined || second === undefined || count < this.#limits.leastUnits) continue;
      // Where all of one have the other as well, the pair is the one again.
      if (count >= Math.min(first.units, second.units) - 2 * OFTEN) continue;
      if (kept.length >= this.#limits.cohorts) {
        dropped.push({ attribute: "pairs", values: this.#pairs.size - twoWay.size, reason: "many_values" });
        break;
      }
      twoWay.set(pairKey(first.stream, second.stream), kept.length);
      const cohort = { traits: [...first.cohort.traits, ...second.cohort.traits], post: false };
      kept.push({ cohort, depth: 2, share: shareOf(count) });
    }
    return new CohortPlan(weighted(kept), dropped, oneWay, twoWay);
  }
}

interface KeptCohort {
  readonly cohort: Cohort;
  readonly depth: number;
  readonly share: number;
}

function weighted(kept: readonly KeptCohort[]): readonly PlannedCohort[] {
  const sizes = new Map<number, number>();
  for (const { depth } of kept) sizes.set(depth, (sizes.get(depth) ?? 0) + 1);
  return kept.map(({ cohort, depth, share }) => ({
    cohort,
    share,
    weight: 1 / sizes.size / (sizes.get(depth) ?? 1),
  }));
}
