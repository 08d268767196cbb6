import { meanOf } from "../figure.ts";
import { armPeers, changePeers } from "../peers/peers.ts";
import type { Pool } from "../pool.ts";
import type { PeersCase } from "../simulations/peers.ts";
import type { Traffic } from "../traffic.ts";
import { HORIZON } from "./arms.ts";

/** Where healthy traffic lies, unless it is said otherwise. */
export const BASE = 0.8;
/** Units before a drop where one stream is watched: its own past is all that some methods know. */
export const STEADY = 5_000;
/** Rates of false alarms at which delays are measured. */
export const RATES: readonly number[] = [0.5, 0.3, 0.2, 0.1, 0.05, 0.02, 0.01];
/** More than the largest of so many statistics, by next to nothing. */
const ABOVE = 1e-9;
/** No statistic is larger. */
const MOST = 1e100;

/** A drop that is to be found. */
export interface Condition {
  readonly name: string;
  /** Shown with each method's own threshold beside it. */
  readonly main: boolean;
  readonly traffic: Partial<Traffic>;
  /** Units after the drop begins at which a stream is given up. */
  readonly most: number;
}

const drop = (points: number, most: number): Condition => ({
  name: `${points} pts`,
  main: true,
  traffic: { drop: points / 100 },
  most,
});
const three = (name: string, traffic: Partial<Traffic>, most: number): Condition => ({
  name,
  main: false,
  traffic: { drop: 0.03, ...traffic },
  most,
});
const POINTS = [drop(1, 100_000), drop(3, 40_000), drop(5, 16_000), drop(10, 6_000)];
const BASES = [
  three(".50, 3 pts", { base: 0.5 }, 60_000),
  three(".95, 3 pts", { base: 0.95 }, 16_000),
  three(".99, 3 pts", { base: 0.99 }, 6_000),
];

/** What methods for two arms are tried on. */
export const ARM_CONDITIONS: readonly Condition[] = [
  ...POINTS,
  ...BASES,
  three("beta, 3 pts", { values: "beta" }, 10_000),
  three("lognormal, 3 pts", { values: "lognormal" }, 6_000),
  three("3 pts from 20000", { from: 20_000 }, 60_000),
  three("10 pts over 20000", { drop: 0.1, over: 20_000 }, 40_000),
];

/** What methods for one stream are tried on. */
export const CHANGE_CONDITIONS: readonly Condition[] = [...POINTS, ...BASES];

/** Traffic in which nothing gets worse, and methods should keep still. */
export const SILENT: readonly {
  readonly name: string;
  readonly settings: readonly ("arms" | "change")[];
  readonly traffic: Partial<Traffic>;
}[] = [
  { name: "nothing", settings: ["arms", "change"], traffic: {} },
  {
    name: "a swing of 4 points a day",
    settings: ["arms", "change"],
    traffic: { swing: { height: 0.04, period: 10_000 } },
  },
  {
    name: "a judge stricter by 5 points",
    settings: ["arms", "change"],
    traffic: { shift: { from: 10_000, by: 0.05 } },
  },
  {
    name: "six turns as six units",
    settings: ["arms", "change"],
    traffic: { sessions: { turns: 6, correlation: 0.3 } },
  },
  { name: "share 10 %", settings: ["arms"], traffic: { share: 0.1 } },
];

/** A delay after a drop, and how many were found before streams were given up. */
export interface Delay {
  readonly mean: number;
  readonly error: number;
  /** Of the streams that had no alarm before the drop. */
  readonly found: number;
}

/** A method's false alarms, and its delays at its own threshold and at those that have a rate of false alarms. */
export interface Measured {
  readonly name: string;
  readonly alarms: number;
  readonly own: Delay;
  readonly at: ReadonlyMap<number, Delay>;
}

/** Measures every method on every condition; the thresholds of a rate are those of the same traffic without a drop. */
export async function measure(
  pool: Pool,
  setting: "arms" | "change",
  conditions: readonly Condition[],
): Promise<ReadonlyMap<string, readonly Measured[]>> {
  const found = new Map<string, readonly Measured[]>();
  for (const condition of conditions) found.set(condition.name, await measureOne(pool, setting, condition));
  return found;
}

function caseOf(setting: "arms" | "change", traffic: Partial<Traffic>): PeersCase {
  const share = setting === "arms" ? 0.5 : 1;
  // Methods for two arms are told no drop.
  const told = setting === "arms" ? 0 : (traffic.drop ?? 0.03);
  return { values: "bernoulli", base: BASE, share, drop: 0, ...traffic, setting, told, most: HORIZON };
}

function methodsOf({ setting, base, share, told }: PeersCase) {
  return setting === "arms" ? armPeers(share, base) : changePeers(base, base - told);
}

async function measureOne(pool: Pool, setting: "arms" | "change", condition: Condition): Promise<readonly Measured[]> {
  const from = condition.traffic.from ?? (setting === "arms" ? 0 : STEADY);
  const falling = { ...caseOf(setting, condition.traffic), from, most: from + condition.most };
  const { from: _from, over: _over, ...silent } = { ...falling, drop: 0, most: HORIZON };
  const methods = methodsOf(falling);
  const rows = await pool.samples("peers", silent);
  const largest = methods.map((_, at) => rows.map((row) => row[at]!));
  const own = methods.map(({ threshold }) => threshold);
  const atRates = largest.map((values) => RATES.map((rate) => thresholdAt(values, rate)));
  const thresholds = atRates.map((some, at) => [...some, own[at]!].toSorted((a, b) => a - b));
  const delays = await pool.samples("peers", { ...falling, thresholds });
  let column = 0;
  return methods.map(({ name }, at) => {
    const first = column;
    column += thresholds[at]!.length;
    const delayAt = (threshold: number): Delay => {
      const index = first + thresholds[at]!.indexOf(threshold);
      return delayOf(
        delays.map((row) => row[index]!),
        condition.most,
      );
    };
    return {
      name,
      alarms: alarmRate(largest[at]!, own[at]!),
      own: delayAt(own[at]!),
      at: new Map(RATES.map((rate, index) => [rate, delayAt(atRates[at]![index]!)])),
    };
  });
}

/** How often each method alarms at its own threshold on traffic without a drop. */
export async function silentRates(
  pool: Pool,
  setting: "arms" | "change",
  traffic: Partial<Traffic>,
): Promise<readonly { readonly name: string; readonly alarms: number }[]> {
  const one = caseOf(setting, { ...traffic, drop: 0 });
  const told = { ...one, told: setting === "arms" ? 0 : 0.03 };
  const rows = await pool.samples("peers", told);
  return methodsOf(told).map(({ name, threshold }, at) => ({
    name,
    alarms: alarmRate(
      rows.map((row) => row[at]!),
      threshold,
    ),
  }));
}

function alarmRate(largest: readonly number[], threshold: number): number {
  return meanOf(largest.map((value) => (value >= threshold ? 1 : 0))).seen;
}

/** The threshold that at most so many of some largest statistics reach; a number, as it is sent to other processes. */
function thresholdAt(largest: readonly number[], rate: number): number {
  const value = largest.toSorted((a, b) => b - a)[Math.floor(rate * largest.length)] ?? MOST;
  const finite = Math.max(-MOST, Math.min(MOST, value));
  return finite + ABOVE * Math.max(1, Math.abs(finite));
}

function delayOf(delays: readonly number[], most: number): Delay {
  const after = delays.filter((delay) => !Number.isNaN(delay));
  if (after.length === 0) return { mean: Number.NaN, error: Number.NaN, found: Number.NaN };
  const { seen, error } = meanOf(after.map((delay) => Math.min(delay, most)));
  return { mean: seen, error, found: meanOf(after.map((delay) => (delay <= most ? 1 : 0))).seen };
}
