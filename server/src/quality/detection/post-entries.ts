import type { CohortPlan } from "../cohorts/cohort-plan.ts";
import { SampleRatio } from "../statistics/sample-ratio.ts";
import { type Entrance, Entrances } from "./entrances.ts";
import type { StreamFacts } from "./stream-census.ts";
import type { StreamLine } from "./stream-line.ts";

/** Who came into a `post` cohort. */
export interface PostEntry {
  /** Units of each arm that came into it, each counted by the inverse of its arm's probability. */
  readonly baseline: number;
  readonly candidate: number;
  /** The same of all units. */
  readonly of: { readonly baseline: number; readonly candidate: number };
  /** Units, as they are. */
  readonly units: { readonly baseline: number; readonly candidate: number };
  /** What they were worth there on the mean, over all of the stream. */
  readonly means: { readonly baseline: number; readonly candidate: number };
  /** That the arms differ in getting into it: an e-value. */
  readonly evidence: number;
}

interface Counting {
  readonly weights: { baseline: number; candidate: number };
  readonly units: { baseline: number; candidate: number };
  readonly sums: { baseline: number; candidate: number };
  readonly ratio: SampleRatio;
}

const counting = (): Counting => ({
  weights: { baseline: 0, candidate: 0 },
  units: { baseline: 0, candidate: 0 },
  sums: { baseline: 0, candidate: 0 },
  ratio: new SampleRatio(),
});

/**
 * Reads a stream for who comes into its `post` cohorts: what the arms may differ in there is then known by all units of
 * the stream, and not by the few of its beginning.
 */
export class PostEntries {
  readonly #plan: CohortPlan;
  readonly #entrances: Entrances;
  readonly #streams: Int32Array;
  readonly #signals = new Map<string, { readonly all: Counting; readonly cohorts: Map<number, Counting> }>();

  constructor(facts: StreamFacts, post: readonly string[]) {
    this.#plan = facts.plan;
    this.#entrances = new Entrances(facts, post);
    this.#streams = facts.plan.room;
  }

  /** Takes one line. */
  add(line: StreamLine): void {
    if (line.error !== undefined) return;
    let signal = this.#signals.get(line.signal);
    if (signal === undefined) this.#signals.set(line.signal, (signal = { all: counting(), cohorts: new Map() }));
    const entered = this.#entrances.of(line);
    if (entered !== undefined) count(signal.all, entered);
    for (const one of this.#entrances.triggered(line)) {
      const places = this.#plan.placePost(one.attributes, this.#streams);
      for (let index = 0; index < places; index++) {
        const stream = this.#streams[index] ?? 0;
        const cohort = signal.cohorts.get(stream) ?? counting();
        signal.cohorts.set(stream, cohort);
        count(cohort, one);
      }
    }
  }

  /** Who came into the cohorts of a signal, by the numbers of their streams. */
  of(signal: string): ReadonlyMap<number, PostEntry> {
    const found = this.#signals.get(signal);
    const entries = new Map<number, PostEntry>();
    if (found === undefined) return entries;
    for (const [stream, { weights, units, sums, ratio }] of found.cohorts) {
      const mean = (arm: "baseline" | "candidate"): number => (units[arm] === 0 ? 0.5 : sums[arm] / units[arm]);
      const means = { baseline: mean("baseline"), candidate: mean("candidate") };
      entries.set(stream, { ...weights, units, of: found.all.weights, means, evidence: ratio.evidence });
    }
    return entries;
  }
}

function count(into: Counting, { observation, share }: Entrance): void {
  const { arm, probability, value } = observation;
  into.units[arm]++;
  into.sums[arm] += value;
  if (probability > 0) into.weights[arm] += 1 / probability;
  into.ratio.add(arm === "candidate", share);
}
