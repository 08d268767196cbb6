import { cohortName } from "../cohorts/cohort.ts";
import type { CohortPlan } from "../cohorts/cohort-plan.ts";
import { ForetellingCheck } from "./foretelling-check.ts";
import type { PostEntry } from "./post-entries.ts";
import { Expectation } from "../cohorts/expectation.ts";
import { ArmBank } from "../statistics/arm-bank.ts";
import type { ArmComparisonOptions, ArmObservation } from "../statistics/arm-comparison.ts";
import { discoveries } from "../statistics/evidence.ts";
import { DROPS, dropsOfShare } from "../statistics/mixture.ts";
import { StagedComparison } from "../statistics/staged-comparison.ts";

/** Evidence that a cohort's units are not assigned as claimed, at which nothing is concluded from it any more. */
const RATIO_ACTS = 100;
/** Steps after which the sum is made anew, so that no rounding error stays. */
const RESUM = 65_536;

/** A cohort in which something was seen. */
export interface CohortFinding {
  /** Of the plan; 0 is all units. */
  readonly stream: number;
  readonly units: number;
  readonly drop: number;
  /** An e-value. */
  readonly evidence: number;
}

/**
 * One signal, compared over all units and in every cohort of a plan: it rolls back on the weighted sum of
 * all their evidence, and promotes on that of all units.
 */
export class CohortComparison {
  readonly #plan: CohortPlan;
  readonly #harm: number;
  readonly #bank: ArmBank;
  readonly #staged: StagedComparison;
  readonly #expectation: Expectation;
  readonly #foretelling: ForetellingCheck;
  readonly #streams: Int32Array;
  /** What each stream adds to the sum. */
  readonly #parts: Float64Array;
  readonly #excluded = new Set<number>();
  readonly #entries: ReadonlyMap<number, PostEntry>;
  #sum = 0;
  #untilResum = RESUM;

  /**
   * @param given attributes, fixed before the arm could act, that outcomes are foretold from.
   * @param entries who came into the `post` cohorts, by all units of the stream.
   */
  constructor(
    options: ArmComparisonOptions,
    plan: CohortPlan,
    stages: number,
    given: readonly string[] = [],
    entries: ReadonlyMap<number, PostEntry> = new Map(),
  ) {
    this.#entries = entries;
    this.#plan = plan;
    this.#harm = options.harm;
    const mixtures = plan.cohorts.map(({ share }) => dropsOfShare(share));
    this.#bank = new ArmBank(options.harm, plan.cohorts.length, (stream) => mixtures[stream] ?? DROPS);
    this.#staged = new StagedComparison(options, stages);
    this.#expectation = new Expectation(given);
    this.#foretelling = new ForetellingCheck(given);
    this.#streams = plan.room;
    this.#parts = Float64Array.from(plan.cohorts, ({ weight }) => weight);
    this.#resum();
  }

  /** A new stage of the rollout begins. */
  nextStage(): void {
    this.#staged.nextStage();
  }

  /** Takes a unit, in the cohorts of its `pre` attributes. */
  add(observation: ArmObservation, attributes: Parameters<CohortPlan["place"]>[0]): void {
    const count = this.#plan.place(attributes, this.#streams);
    this.#bank.add(observation, this.#streams, count);
    // What attributes foretell of a unit is no news of its arm: what is left varies less.
    this.#foretelling.add(observation, attributes);
    const known = attributes === undefined ? {} : { attributes };
    const forecast = this.#expectation.forecast(known);
    this.#staged.add(forecast === undefined ? observation : { ...observation, forecast });
    this.#expectation.learn(known, observation.value);
    this.#part(0, this.#staged.rollback);
    for (let index = 1; index < count; index++) this.#partOf(this.#streams[index] ?? 0);
  }

  /** Takes what a unit did after it came into the cohorts of its `post` attributes. */
  addTriggered(observation: ArmObservation, attributes: Parameters<CohortPlan["place"]>[0]): void {
    const count = this.#plan.placePost(attributes, this.#streams);
    this.#bank.add(observation, this.#streams, count);
    for (let index = 0; index < count; index++) this.#partOf(this.#streams[index] ?? 0);
  }

  #partOf(stream: number): void {
    if (!this.#excluded.has(stream)) this.#part(stream, this.#bank.rollback(stream));
  }

  #part(stream: number, evidence: number): void {
    const part = (this.#plan.cohorts[stream]?.weight ?? 0) * evidence;
    this.#sum += part - (this.#parts[stream] ?? 0);
    this.#parts[stream] = part;
    if (--this.#untilResum === 0) this.#resum();
  }

  #resum(): void {
    this.#untilResum = RESUM;
    let sum = 0;
    for (const part of this.#parts) sum += part;
    this.#sum = sum;
  }

  /**
   * Takes out the cohorts that the arms differ in getting into: what they show may be who is in them, and not
   * what the candidate did. Of a `post` cohort in which they may differ a little, what that could make is taken
   * off what it shows.
   */
  leaveOutSkewed(): void {
    for (let stream = 1; stream < this.#parts.length; stream++) {
      if (this.#excluded.has(stream)) continue;
      if (this.#ratio(stream) >= RATIO_ACTS) {
        this.#excluded.add(stream);
        this.#parts[stream] = 0;
      } else if (this.#plan.cohorts[stream]?.cohort.post === true)
        this.#parts[stream] = (this.#plan.cohorts[stream]?.weight ?? 0) * this.#beyondSelection(stream);
    }
    this.#resum();
  }

  /** The evidence that the arms differ in who is in a cohort. */
  #ratio(stream: number): number {
    return Math.max(this.#bank.sampleRatio(stream), this.#entries.get(stream)?.evidence ?? 1);
  }

  /** The evidence of a `post` cohort for a drop beyond what it could show by who is in it: it goes with the square of the drop. */
  #beyondSelection(stream: number): number {
    const evidence = this.#bank.rollback(stream);
    const excess = (this.#bank.figures(stream).drop ?? 0) - this.#harm;
    if (evidence <= 1 || excess <= 0) return evidence;
    const entry = this.#entries.get(stream);
    const left = Math.max(0, excess - (entry === undefined ? 1 : entryBound(entry)));
    return evidence ** ((left / excess) ** 2);
  }

  /** The evidence for a rollback, over all units and cohorts: an e-value. */
  get rollback(): number {
    return this.#sum;
  }

  /** An attribute that outcomes were foretold from, and that the arms differ in. */
  get wronglyGiven(): string | undefined {
    return this.#foretelling.skewed;
  }

  /** The comparison over all units. */
  get whole(): StagedComparison["whole"] {
    return this.#staged.whole;
  }

  /** The evidence that the arms are not assigned as claimed: an e-value. */
  get sampleRatio(): number {
    return this.#bank.sampleRatio(0);
  }

  /** Whether the arms may differ in getting into a cohort: what it shows is then not compared. */
  isSkewed(stream: number): boolean {
    return stream > 0 && this.#ratio(stream) >= RATIO_ACTS;
  }

  /**
   * Cohorts that the arms differ in getting into: of many that are looked at some look so by chance, and only those
   * are here that can be reported with a false discovery rate of alpha.
   */
  skewed(alpha: number): readonly number[] {
    const ratios = this.#plan.cohorts.map((_, stream) => (stream === 0 ? 0 : this.#ratio(stream)));
    return discoveries(ratios, alpha).filter((stream) => this.isSkewed(stream));
  }

  /** What was seen in a cohort. */
  finding(stream: number): CohortFinding {
    const { units, drop } = this.#bank.figures(stream);
    return {
      stream,
      units,
      drop: drop ?? 0,
      evidence: stream === 0 ? this.#staged.rollback : this.#bank.rollback(stream),
    };
  }

  /**
   * The smallest cohort that explains what was found: the one for which `n d^2 / (2V) + ln w` is largest,
   * with the variance V of all units, n and d of the cohort and w its weight.
   */
  explain(share: number): CohortFinding {
    const variance = this.whole.variance(1 - share, share);
    let best = this.finding(0);
    let most = -Infinity;
    for (let stream = 0; stream < this.#parts.length; stream++) {
      if (this.#excluded.has(stream)) continue;
      const found = this.finding(stream);
      const excess = found.drop - this.#harm;
      if (excess <= 0) continue;
      const score =
        (found.units * excess * excess) / (2 * variance) + Math.log(this.#plan.cohorts[stream]?.weight ?? 0);
      if (score > most) [best, most] = [found, score];
    }
    return best;
  }

  /** The cohorts with the most evidence, as findings with their names; that of all units and skewed ones are not among them. */
  leading(count: number): readonly (CohortFinding & { readonly name: string })[] {
    return this.#plan.cohorts
      .flatMap(({ cohort }, stream) =>
        stream === 0 || this.isSkewed(stream) ? [] : [{ ...this.finding(stream), name: cohortName(cohort) }],
      )
      .toSorted((a, b) => b.evidence - a.evidence)
      .slice(0, count);
  }
}

/** Standard errors by which the arms' shares may differ more than they were seen to. */
const UNSEEN = 2;

/**
 * The most that means of a cohort's arms can differ because other units came into it, however sure the shares by
 * which they came are known (bounds by trimming, Lee 2009, for values in [0,1]). A candidate looks worse where
 * baseline has more of the good there, or the candidate more of the bad.
 */
function entryBound({ units, of, means, ...entered }: PostEntry): number {
  const [before, after] = [entered.baseline / Math.max(1, of.baseline), entered.candidate / Math.max(1, of.candidate)];
  const error = UNSEEN * Math.sqrt(1 / Math.max(1, units.baseline) + 1 / Math.max(1, units.candidate));
  const most = Math.max(before, after);
  const trimmed = (difference: number): number => Math.min(0.999, Math.max(0, difference / most + error));
  const [fewer, more] = [trimmed(before - after), trimmed(after - before)];
  const good = (fewer / (1 - fewer)) * (1 - means.baseline);
  const bad = (more / (1 - more)) * means.candidate;
  return most === 0 ? 1 : Math.min(1, Math.max(good, bad));
}
