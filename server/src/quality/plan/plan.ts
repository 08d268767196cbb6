import { ArmComparison } from "../statistics/arm-comparison.ts";
import { ChangeDetector, wilsonLowerBound } from "../statistics/change-detector.ts";
import { divergence, unitsNeeded } from "../statistics/lower-bound.ts";
import { PairedGate } from "../statistics/paired-gate.ts";

/** How many units something takes: what any test needs, and what ours took in streams that were played. */
export interface UnitsPlanned {
  /** The least that any valid test needs on the mean; for a monitor the worst delay of the best there is. */
  readonly bound: number;
  readonly mean: number;
  readonly median: number;
  readonly p90: number;
}

/** A source of seeded numbers in [0,1): one a stream. */
export type Randoms = (stream: number) => () => number;

/** A comparison of two arms, as it is planned. */
export interface ComparisonPlan {
  /** Share of success of the baseline. */
  readonly base: number;
  readonly drop: number;
  readonly margin: number;
  readonly harm: number;
  readonly alpha: number;
  /** The candidate's share of the units. */
  readonly share: number;
}

/** Updates that one question may play: a few seconds. */
const UPDATES = 3e7;
/** Units beyond which streams are not played as they are: they would be too few to tell anything by. */
const MOST_PLAYED = 50_000;
const [LEAST_STREAMS, MOST_STREAMS] = [40, 400];
/** A stream that took so many times what is needed is ended: it counts as having taken that. */
const PATIENCE = 12;

/** Units until a drop is seen, and until one of the margin is ruled out where there is none. */
export function planComparison(
  plan: ComparisonPlan,
  randoms: Randoms,
): { readonly fail: UnitsPlanned; readonly pass: UnitsPlanned } {
  const { base, drop, margin, harm, alpha, share } = plan;
  const common = { baseline: base, share, alpha };
  const fail = unitsNeeded({ ...common, candidate: base - drop, drop: harm });
  const pass = unitsNeeded({ ...common, candidate: base, drop: margin });
  // What takes long is played for larger drops: units go with the inverse square of a drop, and by how much more than
  // the least is needed hardly changes with it.
  const times = Math.sqrt(Math.max(fail, pass) / MOST_PLAYED);
  const largest = Math.min(0.5 * base, 0.25);
  if (times > 1 && Math.max(drop, margin) < largest) {
    const by = Math.min(times, largest / Math.max(drop, margin));
    const larger = planComparison({ ...plan, drop: drop * by, margin: margin * by, harm: harm * by }, randoms);
    return { fail: scaledTo(fail, larger.fail), pass: scaledTo(pass, larger.pass) };
  }
  const act = 1 / alpha;
  const units = (bound: number, kind: "rollback" | "promotion", fall: number): UnitsPlanned =>
    played(bound, randoms, (random, most) => {
      const comparison = new ArmComparison({ harm, margin });
      for (let unit = 1; unit <= most; unit++) {
        const candidate = random() < share;
        const value = random() < (candidate ? base - fall : base) ? 1 : 0;
        comparison.add({
          arm: candidate ? "candidate" : "baseline",
          value,
          probability: candidate ? share : 1 - share,
        });
        if (comparison[kind] >= act) return unit;
      }
      return most;
    });
  return {
    fail: units(fail, "rollback", drop),
    pass: units(pass, "promotion", 0),
  };
}

/** A paired gate, as it is planned. */
export interface GatePlan {
  /** Share of scenarios whose outcome differs between two versions. */
  readonly discordance: number;
  readonly drop: number;
  readonly harm: number;
  readonly margin: number;
  readonly alpha: number;
}

/** Pairs until a drop is seen, of new answers. */
export function planGate({ discordance, drop, harm, margin, alpha }: GatePlan, randoms: Randoms): UnitsPlanned {
  const lost = Math.min(1, (discordance + drop) / 2);
  const won = Math.max(0, (discordance - drop) / 2);
  // Of pairs that differ: how far their split is from one that loses just the harm.
  const differing = lost + won;
  const bound =
    Math.log(1 / alpha) / (differing * divergence(lost / differing, Math.min(1, (differing + harm) / 2 / differing)));
  const act = Math.log(1 / alpha);
  return played(bound, randoms, (random, most) => {
    const gate = new PairedGate({ harm, margin, claim: "product", scenarios: most });
    for (let pair = 1; pair <= most; pair++) {
      const at = random();
      gate.add(at < lost ? 1 : at < lost + won ? -1 : 0);
      if (gate.logFail >= act) return pair;
    }
    return most;
  });
}

/** A monitor, as it is planned. */
export interface MonitorPlan {
  readonly base: number;
  readonly drop: number;
  readonly runLength: number;
  /** Units that the baseline is learnt from. */
  readonly baselineUnits: number;
}

/** Units from a drop to the alarm, when it has been quiet for a while. */
export function planMonitor({ base, drop, runLength, baselineUnits }: MonitorPlan, randoms: Randoms): UnitsPlanned {
  const bound = knownDropDelay(divergence(base, base - drop), divergence(base - drop, base), runLength);
  const mean = wilsonLowerBound(base, baselineUnits);
  return played(bound, randoms, (random, most) => {
    const detector = new ChangeDetector({ mean, runLength });
    for (let unit = 0; unit < bound; unit++) detector.add(random() < base ? 1 : 0);
    for (let unit = 1; unit <= most; unit++) if (detector.add(random() < base - drop ? 1 : 0)) return unit;
    return most;
  });
}

/**
 * The worst delay of a CUSUM that knows the drop, which none with its run length beats (Moustakides 1986), by
 * Siegmund's approximation without overshoot: the threshold h with `(e^h - h - 1) / before = run length` gives
 * `(e^-h + h - 1) / after`, with the information of a unit before the drop and after it.
 */
function knownDropDelay(before: number, after: number, runLength: number): number {
  let [low, high] = [0, 100];
  for (let step = 0; step < 100; step++) {
    const h = (low + high) / 2;
    if ((Math.exp(h) - h - 1) / before < runLength) low = h;
    else high = h;
  }
  return (Math.exp(-low) + low - 1) / after;
}

function scaledTo(bound: number, larger: UnitsPlanned): UnitsPlanned {
  const times = bound / larger.bound;
  const scaled = (units: number): number => Math.round(units * times);
  return {
    bound: Math.ceil(bound),
    mean: scaled(larger.mean),
    median: scaled(larger.median),
    p90: scaled(larger.p90),
  };
}

function played(bound: number, randoms: Randoms, play: (random: () => number, most: number) => number): UnitsPlanned {
  const most = Math.ceil(bound * PATIENCE);
  const streams = Math.round(Math.min(MOST_STREAMS, Math.max(LEAST_STREAMS, UPDATES / (2 * bound))));
  const taken = Array.from({ length: streams }, (_, stream) => play(randoms(stream), most)).toSorted((a, b) => a - b);
  const at = (part: number): number => taken[Math.min(streams - 1, Math.floor(part * streams))] ?? 0;
  return {
    bound: Math.ceil(bound),
    mean: Math.round(taken.reduce((sum, one) => sum + one, 0) / streams),
    median: at(0.5),
    p90: at(0.9),
  };
}
