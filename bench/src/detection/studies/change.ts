import { falseAlarmLimit, type Figure, meanOf } from "../figure.ts";
import { RUN_LENGTH } from "../peers/peers.ts";
import type { Pool } from "../pool.ts";
import type { ChangeCase } from "../simulations/change.ts";
import type { Study } from "../study.ts";
import { HORIZON } from "./arms.ts";

/** Units before a drop in steady state. */
const STEADY = 5_000;
const LONG = 1_000_000;
/** Streams of which a run length is the mean: each is hundreds of thousands of units. */
const RUNS = 500;

/**
 * Streams that may alarm by the horizon: the evidence less the units so far is a martingale, so by Doob at
 * most `(units + .02 A) / 1.02 A` of those whose baseline is not above the truth, and one in twenty is.
 */
const ALLOWED = 0.95 * ((HORIZON / RUN_LENGTH + 0.02) / 1.02) + 0.05;

/** Three points of eighty, the baseline known. */
const CHANGE: ChangeCase = {
  values: "bernoulli",
  base: 0.8,
  drop: 0.03,
  share: 1,
  runLength: RUN_LENGTH,
  most: LONG,
};

/** The page's delays at base .8, from the start and in steady state, ours and CUSUM's. */
const PAGE: Readonly<
  Record<string, readonly [start: number, steady: number, cusumStart: number, cusumSteady: number]>
> = {
  "3": [1_461, 1_660, 1_702, 1_547],
  "10": [165, 247, 242, 226],
};

/** Test B: how soon it alarms, against CUSUM that knows the drop, and how often falsely. */
export const change: Study = {
  id: "change",
  title: "Test B, a change against a baseline",
  run: async (pool) => {
    const figures: Figure[] = [];
    for (const base of [0.8, 0.5, 0.95, 0.99]) {
      for (const points of [1, 3, 5, 10]) figures.push(...(await besideCusum(pool, base, points)));
    }
    figures.push(...(await learnt(pool)), ...(await runLengths(pool)), await swinging(pool));
    return { figures };
  },
};

/** Units after the drop, of the streams that had no alarm before it. */
const delays = (samples: readonly (readonly number[])[], most: number): readonly number[] =>
  samples.map(([delay]) => Math.min(delay!, most)).filter((delay) => !Number.isNaN(delay));

async function besideCusum(pool: Pool, base: number, points: number): Promise<readonly Figure[]> {
  const drop = points / 100;
  const ours = async (from: number) =>
    meanOf(delays(await pool.samples("change", { ...CHANGE, base, drop, from }), LONG));
  const cusum = async (from: number) =>
    meanOf(
      delays(
        await pool.samples("cusum", { before: base, after: base - drop, runLength: RUN_LENGTH, from, most: LONG }),
        LONG,
      ),
    );
  const seen = [await ours(0), await ours(STEADY), await cusum(0), await cusum(STEADY)] as const;
  const page = base === 0.8 ? PAGE[String(points)] : undefined;
  const names = [
    "from the start",
    "in steady state",
    "CUSUM that knows it, from the start",
    "CUSUM that knows it, steady",
  ];
  const worst = (some: readonly { readonly seen: number }[]): number => Math.max(...some.map((one) => one.seen));
  const ratio = worst(seen.slice(0, 2)) / worst(seen.slice(2));
  const relative = seen.map((one) => (one.error / one.seen) ** 2).reduce((sum, one) => sum + one, 0) / 2;
  return [
    ...seen.map((one, at): Figure => ({
      what: `base ${base}, ${points} points, ${names[at]}`,
      unit: "units",
      ...one,
      ...(page === undefined ? {} : { page: page[at]!, ...(at > 1 ? { better: "neither" as const } : {}) }),
    })),
    {
      what: `base ${base}, ${points} points: worse of the two over CUSUM's worse`,
      unit: "x",
      seen: ratio,
      error: ratio * Math.sqrt(relative),
      ...(base === 0.8 ? { limit: { atMost: 1.2 } } : {}),
    },
  ];
}

async function learnt(pool: Pool): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const [count, page] of [
    [1_000, undefined],
    [5_000, 4_290],
    [10_000, 2_898],
    [20_000, 2_389],
    [50_000, 2_067],
    [200_000, 1_843],
  ] as const) {
    const most = STEADY + 200_000;
    const found = meanOf(delays(await pool.samples("change", { ...CHANGE, learnt: count, from: STEADY, most }), most));
    const what = `three points in steady state, baseline of ${count} units`;
    figures.push({ what, unit: "units", ...found, ...(page === undefined ? {} : { page }) });
    const silent = { ...CHANGE, drop: 0, learnt: count, most: HORIZON };
    const alarms = (await pool.samples("change", silent)).map(([delay]) => (delay! < Infinity ? 1 : 0));
    const limit = { atMost: falseAlarmLimit(ALLOWED, pool.streams) };
    figures.push({ what: `the same: false alarms by ${HORIZON} units`, unit: "share", ...meanOf(alarms), limit });
  }
  return figures;
}

async function runLengths(pool: Pool): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const runLength of [2_000, RUN_LENGTH]) {
    const one = { ...CHANGE, drop: 0, runLength, most: 40 * runLength };
    const runs = (await pool.samples("change", one, Math.min(RUNS, pool.streams))).map(([unit]) =>
      Math.min(unit!, one.most),
    );
    const what = `units to a false alarm, on the mean, where ${runLength} are promised`;
    figures.push({ what, unit: "units", ...meanOf(runs), limit: { atLeast: runLength } });
  }
  return figures;
}

async function swinging(pool: Pool): Promise<Figure> {
  const one = { ...CHANGE, drop: 0, swing: { height: 0.04, period: 10_000 }, most: 100_000 };
  const alarms = (await pool.samples("change", one)).map(([delay]) => (delay! < Infinity ? 1 : 0));
  return {
    what: "false alarms: a swing of 4 points a day, the baseline frozen",
    unit: "share",
    ...meanOf(alarms),
    page: 1,
    better: "neither",
    note: "what goes wrong; by ten days of 10,000 units",
  };
}
