import { COHORT_LIMITS, CohortCensus } from "../cohorts/cohort-census.ts";
import type { CohortPlan } from "../cohorts/cohort-plan.ts";
import { cohortName } from "../cohorts/cohort.ts";
import { clusteredMean } from "../statistics/clustered-error.ts";
import { logDiscordantEvidence } from "../statistics/discordant-pairs.ts";
import type { Interval } from "../statistics/drop-interval.ts";
import { LossNull } from "../statistics/loss-null.ts";
import { type Claim, PairedGate } from "../statistics/paired-gate.ts";
import { pairedInterval } from "../statistics/paired-interval.ts";
import type { Pair } from "./suite-results.ts";

/** What a gate decides on. */
export interface GateOptions {
  readonly harm: number;
  readonly margin: number;
  readonly alpha: number;
  readonly claim: Claim;
  /** Attributes to look for cohorts in. */
  readonly by: readonly string[];
}

/** Pairs below which a cohort is not looked at: a suite has few, and each is a scenario that somebody wrote. */
const LEAST_PAIRS = 8;
/** How much of alpha looks into cohorts, where there are any. */
const COHORTS = 0.2;

/** A cohort of scenarios in which losses were seen. */
export interface LossCohort {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly pairs: number;
  /** Mean loss of all its scenarios. */
  readonly estimate: number;
  readonly evidence: number;
}

/** What a gate came to. */
export interface GateDecision {
  readonly verdict: "pass" | "fail" | "inconclusive";
  /** Pairs that it took. */
  readonly pairs: number;
  readonly estimate: number;
  readonly interval: Interval;
  readonly evidence: { readonly harm: number; readonly margin: number };
  /** The cohort that explains a fail; null for all scenarios. */
  readonly cohort: LossCohort | null;
  readonly cohorts: readonly LossCohort[];
  /** Values of attributes that were not looked at alone. */
  readonly dropped: CohortPlan["dropped"];
  /** All pairs, whether they were needed or not. */
  readonly whole: {
    readonly pairs: number;
    readonly loss: number;
    /** Of `loss`, where scenarios of one cluster go together. */
    readonly standard_error: number | null;
    readonly clusters: number;
    readonly lost: number;
    readonly won: number;
  };
  /** Pairs below which a verdict on a drop of the margin depends on luck: 9 m2 / margin^2. */
  readonly pairs_advised: number;
}

/**
 * Decides a suite pair by pair, in the order given, which has to be random. All scenarios together are decided
 * by whichever of fail and pass is shown first; a cohort that is shown to lose more than harm fails a suite
 * that passes on the whole.
 */
export function decideGate(pairs: readonly Pair[], options: GateOptions): GateDecision {
  const plan = planOf(pairs, options.by);
  const looks = plan.cohorts.length > 1;
  const overall = decideWhole(pairs, options, looks ? options.alpha * (1 - COHORTS) : options.alpha);
  const failed = overall.verdict === "fail" ? overall.pairs : undefined;
  const cohorts = looks ? lossesByCohort(pairs, plan, options, options.alpha * COHORTS, failed) : undefined;
  const verdict = cohorts?.reached === undefined ? overall.verdict : "fail";
  const used = verdict === "fail" ? (cohorts?.reached ?? overall.pairs) : overall.pairs;
  const taken = pairs.slice(0, used).map(({ loss }) => loss);
  const losses = pairs.map(({ loss }) => loss);
  const { mean, standardError, clusters } = clusteredMean(
    losses,
    pairs.map(({ cluster }) => cluster),
  );
  const squares = losses.reduce((sum, loss) => sum + loss * loss, 0) / Math.max(1, losses.length);
  return {
    verdict,
    pairs: used,
    estimate: taken.reduce((sum, loss) => sum + loss, 0) / Math.max(1, taken.length),
    interval: pairedInterval(taken, { claim: options.claim, scenarios: pairs.length, alpha: options.alpha }),
    evidence: { harm: finite(overall.logFail), margin: finite(overall.logPass) },
    cohort: verdict === "fail" ? (cohorts?.explaining ?? null) : null,
    cohorts: cohorts?.leading ?? [],
    dropped: plan.dropped,
    whole: {
      pairs: pairs.length,
      loss: mean,
      standard_error: Number.isFinite(standardError) ? standardError : null,
      clusters,
      lost: losses.filter((loss) => loss > 0).length,
      won: losses.filter((loss) => loss < 0).length,
    },
    pairs_advised: Math.ceil((9 * squares) / options.margin ** 2),
  };
}

/** The number of a logarithm, as far as it can be written as JSON. */
export function finite(log: number): number {
  return Math.min(1e300, Math.exp(log));
}

function planOf(pairs: readonly Pair[], by: readonly string[]): CohortPlan {
  const census = new CohortCensus(by, [], { ...COHORT_LIMITS, leastUnits: LEAST_PAIRS });
  for (const { attributes } of pairs) census.add(attributes);
  return census.plan();
}

interface Whole {
  readonly verdict: GateDecision["verdict"];
  readonly pairs: number;
  readonly logFail: number;
  readonly logPass: number;
}

function decideWhole(pairs: readonly Pair[], options: GateOptions, alpha: number): Whole {
  const act = Math.log(1 / alpha);
  const gate = new PairedGate({ ...options, scenarios: pairs.length });
  // Exact for what it can be asked: binary outcomes, new answers and no harm allowed.
  const exact =
    options.claim === "product" && options.harm === 0 && pairs.every(({ loss }) => Math.abs(loss) === 1 || loss === 0);
  let [lost, won] = [0, 0];
  let count = 0;
  let logFail = 0;
  for (const { loss } of pairs) {
    gate.add(loss);
    count++;
    if (loss > 0) lost++;
    else if (loss < 0) won++;
    logFail = exact ? logDiscordantEvidence(lost, won) : gate.logFail;
    const { logPass } = gate;
    if (logFail >= act) return { verdict: "fail", pairs: count, logFail, logPass };
    if (logPass >= act) return { verdict: "pass", pairs: count, logFail, logPass };
  }
  return { verdict: "inconclusive", pairs: count, logFail, logPass: count === 0 ? 0 : gate.logPass };
}

interface CohortLosses {
  /** The pair at which a fail was shown, by all scenarios or by cohorts. */
  readonly reached: number | undefined;
  readonly explaining: LossCohort | undefined;
  readonly leading: readonly LossCohort[];
}

const LEADING = 10;

/**
 * Losses of cohorts, with margins that are not corrected for what is left of the suite: of a hundred cohorts
 * whose results are all known some have lost by chance, and that is no finding.
 *
 * @param failed the pair at which all scenarios together failed.
 */
function lossesByCohort(
  pairs: readonly Pair[],
  plan: CohortPlan,
  { harm }: GateOptions,
  alpha: number,
  failed: number | undefined,
): CohortLosses {
  const act = 1 / alpha;
  const streams = plan.cohorts.map(() => ({
    test: new LossNull("at_most"),
    pairs: 0,
    sum: 0,
    pairsThen: 0,
    sumThen: 0,
  }));
  // All units are decided elsewhere: their part of the stake goes to the cohorts.
  const whole = plan.cohorts.slice(1).reduce((sum, { weight }) => sum + weight, 0);
  const into = plan.room;
  let [evidence, reached] = [1, undefined as number | undefined];
  pairs.forEach(({ loss, attributes }, index) => {
    const count = plan.place(attributes, into);
    for (let place = 0; place < count; place++) {
      const number = into[place] ?? 0;
      const stream = streams[number];
      if (stream === undefined) continue;
      const before = Math.exp(stream.test.log);
      stream.test.add(loss, harm);
      stream.pairs++;
      stream.sum += loss;
      if (number > 0) evidence += ((plan.cohorts[number]?.weight ?? 0) / whole) * (Math.exp(stream.test.log) - before);
    }
    if (reached === undefined && (evidence >= act || index + 1 === failed)) {
      reached = index + 1;
      for (const stream of streams) [stream.pairsThen, stream.sumThen] = [stream.pairs, stream.sum];
    }
  });
  const squares = pairs.reduce((sum, { loss }) => sum + loss * loss, 0) / Math.max(1, pairs.length);
  const found = streams.map((stream, number) => {
    const { cohort, weight } = plan.cohorts[number] ?? { cohort: { traits: [], post: false }, weight: 0 };
    const excess = stream.pairsThen === 0 ? 0 : Math.max(0, stream.sumThen / stream.pairsThen - harm);
    return {
      number,
      score: (stream.pairsThen * excess * excess) / (2 * squares) + Math.log(weight),
      cohort: {
        name: cohortName(cohort),
        attributes: Object.fromEntries(cohort.traits.map(({ attribute, value }) => [attribute, value])),
        pairs: stream.pairs,
        estimate: stream.pairs === 0 ? 0 : stream.sum / stream.pairs,
        evidence: finite(stream.test.log),
      },
    };
  });
  const [best] = found.toSorted((a, b) => b.score - a.score);
  return {
    reached,
    explaining: reached === undefined || best === undefined || best.number === 0 ? undefined : best.cohort,
    leading: found
      .filter(({ number }) => number > 0)
      .map(({ cohort }) => cohort)
      .toSorted((a, b) => b.evidence - a.evidence)
      .slice(0, LEADING),
  };
}
