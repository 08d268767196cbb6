import { unitsNeeded } from "../../../../server/src/quality/statistics/lower-bound.ts";
import { type Figure, meanOf, quantileOf } from "../figure.ts";
import { armPeers, changePeers } from "../peers/peers.ts";
import type { Pool } from "../pool.ts";
import type { PeersCase } from "../simulations/peers.ts";
import type { Findings, Line, Study, Table } from "../study.ts";
import { HORIZON } from "./arms.ts";

/** Realised false alarms at which all are compared, and between which the plots are drawn. */
const CALIBRATED = 0.05;
const RATES = [0.5, 0.3, 0.2, 0.1, CALIBRATED, 0.02, 0.01];
/** Points of a drop, and the units after it at which a stream is given up: nine times what ours needs or more. */
const DROPS = [
  [3, 40_000],
  [5, 16_000],
  [10, 6_000],
] as const;
const BASE = 0.8;
/** Units before the drop where one stream is watched: its own past is all that some methods know. */
const STEADY = 5_000;
/** More than the largest of so many statistics, by next to nothing. */
const ABOVE = 1e-9;

/** A method's false alarms, and its delay at each of its thresholds. */
interface Measured {
  readonly name: string;
  /** Share of streams without a drop that alarm by the horizon, at the method's own threshold. */
  readonly alarms: number;
  readonly own: Delay;
  /** By rate of false alarms; none where no threshold has it. */
  readonly at: ReadonlyMap<number, Delay>;
}

interface Delay {
  readonly mean: number;
  readonly error: number;
  /** Of the streams that had no alarm before the drop, those that alarmed before they were given up. */
  readonly found: number;
}

/** Every peer on the same streams: delay against false alarms that were realised, not promised. */
export const peers: Study = {
  id: "peers",
  title: "Peers",
  run: async (pool) => {
    const arms = await compared(pool, "arms");
    const change = await compared(pool, "change");
    return {
      figures: [...toReproduce(arms.get(3)!), ...(await windowed(pool))],
      tables: [
        tableOf(`Two arms, .80, half and half: false alarms by ${HORIZON} units, units to a rollback`, arms, boundOf),
        tableOf(`One stream, .80, drop at ${STEADY}: false alarms by ${HORIZON} units, units to the alarm`, change),
      ],
      plots: [
        plotOf("detection-delay", "Two arms, .80 to .77: units to a rollback", arms.get(3)!, boundAt),
        plotOf("detection-change", "One stream, .80 to .77: units to the alarm", change.get(3)!),
      ],
    };
  },
};

function boundAt(rate: number, drop = 0.03): number {
  return unitsNeeded({ baseline: BASE, candidate: BASE - drop, share: 0.5, drop: 0, alpha: rate });
}

const boundOf = (points: number): number => boundAt(CALIBRATED, points / 100);

async function compared(pool: Pool, setting: "arms" | "change"): Promise<ReadonlyMap<number, readonly Measured[]>> {
  const all = new Map<number, readonly Measured[]>();
  for (const [points, most] of DROPS) {
    const drop = points / 100;
    const one: PeersCase = {
      setting,
      values: "bernoulli",
      base: BASE,
      share: setting === "arms" ? 0.5 : 1,
      told: drop,
      drop: 0,
      most: HORIZON,
    };
    const methods = setting === "arms" ? armPeers(0.5, BASE) : changePeers(BASE, BASE - drop);
    // Two arms are told nothing, so their streams without a drop are the same for every drop.
    const silent = await pool.samples("peers", setting === "arms" ? { ...one, told: 0.03 } : one);
    const own = methods.map(({ threshold }) => threshold);
    const largest = methods.map((_, at) => silent.map((row) => row[at]!));
    const calibrated = largest.map((values) => RATES.map((rate) => thresholdAt(values, rate)));
    const sorted = calibrated.map((some, at) => [...some, own[at]!].toSorted((a, b) => a - b));
    const from = setting === "arms" ? 0 : STEADY;
    const found = await pool.samples("peers", { ...one, drop, from, most: from + most, thresholds: sorted });
    let column = 0;
    const measured = methods.map(({ name }, at): Measured => {
      const first = column;
      column += sorted[at]!.length;
      const delayAt = (threshold: number): Delay =>
        delayOf(
          found.map((row) => row[first + sorted[at]!.indexOf(threshold)]!),
          most,
        );
      return {
        name,
        alarms: meanOf(largest[at]!.map((value) => (value >= own[at]! ? 1 : 0))).seen,
        own: delayAt(own[at]!),
        at: new Map(RATES.map((rate, index) => [rate, delayAt(calibrated[at]![index]!)])),
      };
    });
    all.set(points, measured);
  }
  return all;
}

/** The threshold that at most so many of some largest statistics reach. */
function thresholdAt(largest: readonly number[], rate: number): number {
  const value = largest.toSorted((a, b) => b - a)[Math.floor(rate * largest.length)] ?? Infinity;
  return value + ABOVE * Math.max(1, Math.abs(value));
}

function delayOf(delays: readonly number[], most: number): Delay {
  const after = delays.filter((delay) => !Number.isNaN(delay));
  if (after.length === 0) return { mean: Number.NaN, error: Number.NaN, found: Number.NaN };
  const { seen, error } = meanOf(after.map((delay) => Math.min(delay, most)));
  return { mean: seen, error, found: meanOf(after.map((delay) => (delay <= most ? 1 : 0))).seen };
}

const ALL = 0.995;

function written({ mean, found }: Delay): string {
  if (Number.isNaN(mean)) return "none left";
  const units = String(Math.round(mean));
  // What was given up counts with the units until then: the true mean is higher.
  return found < ALL ? `>${units} (${Math.round(found * 100)} %)` : units;
}

function tableOf(
  title: string,
  all: ReadonlyMap<number, readonly Measured[]>,
  bound?: (points: number) => number,
): Table {
  const points = [...all.keys()];
  const first = all.get(points[0]!)!;
  const drops = points.flatMap((one) => [`${one} pts, own`, `${one} pts, at 5 %`]);
  const beyond = bound === undefined ? "x ours" : "x bound";
  return {
    title,
    head: ["method", "false alarms, own", ...drops, `${points[0]} pts, at 5 %, ${beyond}`],
    rows: first.map(({ name, alarms }, at) => {
      const cells = points.flatMap((one) => {
        const { own, at: calibrated } = all.get(one)![at]!;
        return [written(own), written(calibrated.get(CALIBRATED)!)];
      });
      const base = bound?.(points[0]!) ?? first[0]!.at.get(CALIBRATED)!.mean;
      const delay = first[at]!.at.get(CALIBRATED)!;
      const ratio = `${delay.found < ALL ? ">" : ""}${(delay.mean / base).toFixed(2)}`;
      return [name, alarms.toFixed(3), ...cells, ratio];
    }),
  };
}

function plotOf(
  id: string,
  title: string,
  measured: readonly Measured[],
  bound?: (rate: number) => number,
): NonNullable<Findings["plots"]>[number] {
  const lines = measured.map(({ name, at }, index): Line => {
    const points = [...at].flatMap(([rate, { mean }]) => (Number.isNaN(mean) ? [] : [[rate, mean] as const]));
    return { name, points: points.toSorted(([a], [b]) => a - b), ours: index === 0 };
  });
  const least = RATES.map((rate) => [rate, bound?.(rate) ?? 0] as const).toSorted(([a], [b]) => a - b);
  const all = bound === undefined ? lines : [...lines, { name: "least of any valid test", points: least, bound: true }];
  return { id, title, x: `share of streams with a false alarm by ${HORIZON} units, realised`, y: "units", lines: all };
}

/** The page's own figures of peers, at their own thresholds. */
function toReproduce(measured: readonly Measured[]): readonly Figure[] {
  const of = (start: string): Measured => measured.find(({ name }) => name.startsWith(start))!;
  const delay = (start: string, page: number): Figure => {
    const { name, own } = of(start);
    return { what: `${name}: .80 to .77`, unit: "units", seen: own.mean, error: own.error, page, better: "neither" };
  };
  const { name, alarms } = of("z-test");
  return [
    delay("GrowthBook", 6_125),
    delay("mSPRT", 7_190),
    {
      what: `${name}: false alarms by ${HORIZON} units`,
      unit: "share",
      seen: alarms,
      page: 0.37,
      better: "neither",
      note: "one side, 5 % a look; the page does not say how long it looked",
    },
  ];
}

/** Units of a day at a thousand an hour. */
const DAY = 24_000;

async function windowed(pool: Pool): Promise<readonly Figure[]> {
  const at = armPeers(0.5, BASE).findIndex(({ name }) => name.startsWith("fixed threshold"));
  const one = { setting: "arms", values: "bernoulli", base: BASE, share: 0.5, told: 0.03, drop: 0, most: DAY } as const;
  const largest = (await pool.samples("peers", one)).map((row) => row[at]!);
  const alarms = meanOf(largest.map((value) => (value >= armPeers(0.5, BASE)[at]!.threshold ? 1 : 0)));
  return [
    {
      what: "fixed threshold, 15 points below, every five minutes: false rollbacks in a day at 1,000 units an hour",
      unit: "share",
      ...alarms,
      page: 0.7,
      better: "neither",
      note: `the page does not say its threshold; ${(quantileOf(largest, 0.3) * 100).toFixed(0)} points below alarm in 70 %`,
    },
  ];
}
