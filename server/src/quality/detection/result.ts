import { type Cohort, cohortName } from "../cohorts/cohort.ts";
import type { DroppedCohorts } from "../cohorts/cohort-plan.ts";
import type { Interval } from "../statistics/drop-interval.ts";
import { discoveries } from "../statistics/evidence.ts";
import type { Verdict } from "../verdict.ts";
import type { Confirmed } from "./confirmation.ts";
import { type Detection, type DetectionOptions } from "./detection.ts";
import type { ErrorFacts } from "./error-census.ts";
import type { IntervalWanted } from "./interval-pass.ts";
import { judged, ratioHolds } from "./judgement.ts";
import type { ShareReading } from "./share-reading.ts";
import type { StreamFacts } from "./stream-census.ts";

/** An arm's units and mean. */
export interface ArmFigures {
  readonly units: number;
  readonly mean: number | null;
}

/** One signal at the unit at which the verdict was reached. */
export interface SignalResult {
  readonly signal: string;
  readonly units: number;
  /** Baseline's mean less the candidate's, in [-1,1]: a drop is positive. */
  readonly estimate: number | null;
  /** Holds the drop with a probability of 1 - alpha, whenever it is looked at. */
  readonly interval: Interval | null;
  readonly baseline: ArmFigures;
  readonly candidate: ArmFigures;
  /** E-values: that the drop is above harm, and that it is below margin. Each acts at 1/alpha. */
  readonly evidence: { readonly harm: number; readonly margin: number };
}

/** The cohort that explains a drop. */
export interface ExplainingCohort extends Confirmed {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Whether its units come into it by what happened after they were assigned. */
  readonly post: boolean;
  /** When the verdict was reached. */
  readonly units_then: number;
  readonly share: number;
  readonly estimate: number;
  readonly interval: Interval | null;
  readonly evidence: number;
}

/** A cohort that says something by itself, by the end of the stream. */
export interface CohortReport {
  readonly name: string;
  readonly units: number;
  readonly estimate: number;
  readonly evidence: number;
  /** Whether it is among those that can be reported with a false discovery rate of alpha. */
  readonly discovered: boolean;
}

/** What a comparison came to. */
export interface DetectionResult extends SignalResult {
  readonly verdict: Verdict;
  readonly reason: string;
  /** Units of the signal that it hangs on, all that were read. */
  readonly of: number;
  /** Time of the unit at which it was reached. */
  readonly time: number | null;
  readonly cohort: ExplainingCohort | null;
  readonly margin: number;
  readonly harm: number;
  readonly alpha: number;
  readonly signals: readonly SignalResult[];
  readonly cohorts: readonly CohortReport[];
  /** Cohorts that the arms differ in getting into: their outcomes are not compared. */
  readonly skewed: readonly string[];
  /** Attributes that were asked for and that no unit has from its first line on. */
  readonly missing_attributes: readonly { readonly attribute: string; readonly on: "no_line" | "later_lines" }[];
  readonly tracked: number;
  readonly dropped: readonly DroppedCohorts[];
  readonly sample_ratio: { readonly evidence: number; readonly holds: boolean };
  /** Units that met an infrastructure error instead of an answer, and the evidence that the arms differ in them. */
  readonly infrastructure: ErrorFacts;
  readonly read: {
    readonly lines: number;
    readonly units: number;
    readonly repeated_lines: number;
    readonly units_in_both_arms: number;
    /** Units that are in one arm by one signal and in the other by another. */
    readonly units_in_both_arms_by_signal: number;
    /** Units whose lines give their arm several probabilities: that of the first line counts. */
    readonly units_with_several_p: number;
    /** Lines whose values lie beyond the scale: they count as its end. */
    readonly clipped_lines: number;
    readonly units_certain_of_their_arm: number;
    readonly lines_back_in_time: number;
    readonly p_is: ShareReading;
    readonly stages: number;
  };
}

/** What intervals a result needs: one a signal, and one of the cohort. */
export function intervalsWanted(detection: Detection): readonly IntervalWanted[] {
  const { decided } = detection;
  if (decided !== undefined) {
    const { comparison } = signalOf(detection, decided.signal);
    const variance = varianceOf(comparison.whole.arms, (pa, pb) => comparison.whole.variance(pa, pb));
    const of = (found: { readonly stream: number; readonly drop: number; readonly units: number }): IntervalWanted => ({
      signal: decided.signal,
      units: decided.units,
      stream: found.stream,
      drop: found.drop,
      standardError: Math.sqrt(variance / Math.max(1, found.units)),
    });
    return decided.cohort.stream === 0 ? [of(decided.whole)] : [of(decided.whole), of(decided.cohort)];
  }
  return detection.signals.flatMap(({ name, units, comparison }) => {
    const { drop } = comparison.whole;
    if (drop === undefined) return [];
    const variance = varianceOf(comparison.whole.arms, (pa, pb) => comparison.whole.variance(pa, pb));
    return [
      { signal: name, units, stream: 0, drop: comparison.finding(0).drop, standardError: Math.sqrt(variance / units) },
    ];
  });
}

type Arms = Detection["signals"][number]["comparison"]["whole"]["arms"];

/** Of one unit's say, at the shares that the arms came to have. */
function varianceOf({ baseline, candidate }: Arms, at: (pa: number, pb: number) => number): number {
  const share = candidateShare({ baseline, candidate });
  return at(1 - share, share);
}

function candidateShare({ baseline, candidate }: Arms): number {
  return (candidate.units + 0.5) / (baseline.units + candidate.units + 1);
}

function signalOf(detection: Detection, name: string): Detection["signals"][number] {
  const found = detection.signals.find((signal) => signal.name === name);
  if (found === undefined) throw new RangeError(`no signal ${name}`);
  return found;
}

/** Puts together what a stream came to. @param intervals by signal, and that of the cohort. */
export function detectionResult(
  detection: Detection,
  facts: StreamFacts,
  options: DetectionOptions,
  intervals: { readonly signals: ReadonlyMap<string, Interval>; readonly cohort?: Interval },
): DetectionResult {
  const act = 1 / options.alpha;
  const { decided } = detection;
  const signals = detection.signals.map(({ name, units, comparison }): SignalResult => {
    const then = decided?.signal === name ? decided : undefined;
    const { baseline, candidate } = then?.arms ?? comparison.whole.arms;
    return {
      signal: name,
      units: then?.units ?? units,
      estimate:
        (then === undefined ? comparison.whole.drop : then.whole.drop) === undefined
          ? null
          : (then?.whole ?? comparison.finding(0)).drop,
      interval: intervals.signals.get(name) ?? null,
      baseline: { units: baseline.units, mean: baseline.mean ?? null },
      candidate: { units: candidate.units, mean: candidate.mean ?? null },
      evidence: {
        harm: then?.whole.evidence ?? comparison.finding(0).evidence,
        margin: then?.promotion ?? comparison.whole.promotion,
      },
    };
  });
  const weakest = signals.toSorted((a, b) => a.evidence.margin - b.evidence.margin)[0];
  const main = signals.find(({ signal }) => signal === decided?.signal) ?? weakest ?? EMPTY_SIGNAL;
  const { verdict, reason } = judged(detection, facts, options, main, act);
  const evidence = decided?.evidence ?? detection.rollback;
  return {
    ...main,
    verdict,
    reason,
    evidence: { harm: evidence, margin: main.evidence.margin },
    of: detection.signals.find(({ name }) => name === main.signal)?.units ?? 0,
    time: decided?.time ?? null,
    cohort: decided === undefined ? null : explaining(detection, facts, intervals.cohort),
    margin: options.margin,
    harm: options.harm,
    alpha: options.alpha,
    signals,
    cohorts: reports(detection, facts, options.alpha),
    skewed: [
      ...new Set(
        detection.signals.flatMap(({ comparison }) =>
          comparison.skewed(options.alpha).map((stream) => cohortName(cohortOf(facts, stream))),
        ),
      ),
    ],
    missing_attributes: missingAttributes(facts),
    tracked: facts.plan.cohorts.length,
    dropped: facts.plan.dropped,
    sample_ratio: { evidence: ratioOf(detection, facts), holds: ratioHolds(detection, facts) },
    infrastructure: facts.errors,
    read: {
      lines: facts.lines,
      units: facts.units.baseline + facts.units.candidate,
      repeated_lines: facts.repeated,
      units_in_both_arms: facts.crossed,
      units_in_both_arms_by_signal: facts.crossedSignals,
      units_with_several_p: facts.contradicted,
      clipped_lines: facts.clipped,
      units_certain_of_their_arm: facts.certain,
      lines_back_in_time: facts.backwards?.lines ?? 0,
      p_is: facts.reading,
      stages: facts.stages,
    },
  };
}

/**
 * The evidence that units are not assigned as claimed. Who met an error was assigned as well: an arm that loses units
 * to errors is smaller for that, and not by its assignment.
 */
function ratioOf({ signals }: Detection, { errors, assignment }: StreamFacts): number {
  const judged = Math.max(1, ...signals.map(({ comparison }) => comparison.sampleRatio));
  if (errors.lines === 0) return judged;
  // A unit has a line of each signal, and is assigned once.
  return signals.length === 1 ? assignment : Math.min(judged, assignment);
}

const EMPTY_SIGNAL: SignalResult = {
  signal: "value",
  units: 0,
  estimate: null,
  interval: null,
  baseline: { units: 0, mean: null },
  candidate: { units: 0, mean: null },
  evidence: { harm: 1, margin: 1 },
};

function missingAttributes({ asked, attributes, laterAttributes }: StreamFacts): DetectionResult["missing_attributes"] {
  return asked.flatMap(({ name, post }): DetectionResult["missing_attributes"] => {
    if (attributes.includes(name)) return [];
    if (!laterAttributes.includes(name)) return [{ attribute: name, on: "no_line" }];
    return post ? [] : [{ attribute: name, on: "later_lines" }];
  });
}

function explaining(detection: Detection, facts: StreamFacts, interval: Interval | undefined): ExplainingCohort | null {
  const { decided, confirmation } = detection;
  if (decided === undefined || confirmation === undefined || decided.cohort.stream === 0) return null;
  const { stream, units, drop, evidence } = decided.cohort;
  const cohort = cohortOf(facts, stream);
  return {
    ...confirmation,
    name: cohortName(cohort),
    attributes: Object.fromEntries(cohort.traits.map(({ attribute, value }) => [attribute, value])),
    post: cohort.post,
    units_then: units,
    share: units / Math.max(1, decided.whole.units),
    estimate: drop,
    interval: interval ?? null,
    evidence,
  };
}

function cohortOf(facts: StreamFacts, stream: number): Cohort {
  return facts.plan.cohorts[stream]?.cohort ?? { traits: [], post: false };
}

const SHOWN_COHORTS = 10;

function reports(detection: Detection, facts: StreamFacts, alpha: number): readonly CohortReport[] {
  return detection.signals.flatMap(({ comparison }) => {
    const all = facts.plan.cohorts.map((_, stream) => comparison.finding(stream));
    const found = new Set(
      discoveries(
        all.map(({ evidence, stream }) => (comparison.isSkewed(stream) ? 0 : evidence)),
        alpha,
      ),
    );
    return comparison.leading(SHOWN_COHORTS).map(({ name, units, drop, evidence, stream }) => ({
      name,
      units,
      estimate: drop,
      evidence,
      discovered: found.has(stream),
    }));
  });
}
