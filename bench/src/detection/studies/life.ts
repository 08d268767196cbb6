import { falseAlarmLimit, type Figure, meanOf } from "../figure.ts";
import type { Pool } from "../pool.ts";
import { randomOf } from "../random.ts";
import type { ArmsCase } from "../simulations/arms.ts";
import { drawValue, type Values } from "../traffic.ts";
import type { Study } from "../study.ts";
import { boundOf, HORIZON, ROLLBACK, shareActing, unitsToAct } from "./arms.ts";

const LONG = 400_000;
/** When a late drop begins. */
const LATE = 20_000;
/** Units of a day. */
const DAY = 10_000;
const SWING = { height: 0.04, period: DAY };

/** Test A where traffic is not as simple: scores that are no coins, drops that come late, days, judges, late labels. */
export const life: Study = {
  id: "life",
  title: "Test A in real life",
  run: async (pool) => ({
    figures: [
      ...(await scores(pool)),
      ...(await late(pool)),
      ...(await together(pool)),
      ...(await foretold(pool)),
      ...(await clustered(pool)),
      ...(await labelled(pool)),
    ],
  }),
};

/** How much means and variances of drawn values are, by drawing many. */
const DRAWS = 200_000;

/** The least that a test needs for values that are no coins, as if they were normal: `2 ln(1/alpha) V / d^2`. */
function normalBound(values: Values, { base, drop, share, alpha }: ArmsCase): number {
  const [before, after] = [base, base - drop].map((mean, stream) => {
    const random = randomOf(1, stream);
    let [sum, squares] = [0, 0];
    for (let draw = 0; draw < DRAWS; draw++) {
      const value = drawValue(values, mean, random);
      sum += value;
      squares += value * value;
    }
    return { mean: sum / DRAWS, variance: squares / DRAWS - (sum / DRAWS) ** 2 };
  });
  const variance = before!.variance / (1 - share) + after!.variance / share;
  return (2 * Math.log(1 / alpha) * variance) / (before!.mean - after!.mean) ** 2;
}

async function scores(pool: Pool): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  const limit = { atMost: falseAlarmLimit(ROLLBACK.alpha, pool.streams) };
  for (const values of ["beta", "lognormal"] as const) {
    for (const points of [1, 3, 5, 10]) {
      const one = { ...ROLLBACK, values, drop: points / 100 };
      const bound = normalBound(values, one);
      const found = meanOf(await unitsToAct(pool, { ...one, most: Math.max(2_000, 40 * bound) }));
      const note = "bound of normal values with these variances";
      figures.push({ what: `${values} scores around .80, ${points} points`, unit: "units", ...found, bound, note });
    }
    const found = meanOf(await shareActing(pool, { ...ROLLBACK, values, drop: 0 }));
    figures.push({ what: `false rollbacks by ${HORIZON} units: ${values} scores`, unit: "share", ...found, limit });
  }
  return figures;
}

async function late(pool: Pool): Promise<readonly Figure[]> {
  const one = { ...ROLLBACK, alpha: 0.05, from: LATE, most: LONG };
  const after = async (what: ArmsCase): Promise<readonly number[]> =>
    (await unitsToAct(pool, what)).filter((unit) => unit > LATE).map((unit) => unit - LATE);
  const staged = { ...one, stages: [10_000, LATE] };
  const limit = { atMost: falseAlarmLimit(one.alpha, pool.streams) };
  return [
    { what: `three points from unit ${LATE}: units after`, unit: "units", ...meanOf(await after(one)), page: 14_950 },
    {
      what: "the same with a process started at each stage",
      unit: "units",
      ...meanOf(await after(staged)),
      page: 7_285,
      note: `stages at 0, ${staged.stages.join(", ")}; the page does not say where its own are`,
    },
    {
      what: "the same with one stage more, at 5000",
      unit: "units",
      ...meanOf(await after({ ...staged, stages: [5_000, ...staged.stages] })),
    },
    {
      what: `false rollbacks by ${HORIZON} units: processes started at stages`,
      unit: "share",
      ...meanOf(await shareActing(pool, { ...staged, drop: 0, most: HORIZON })),
      limit,
    },
    {
      what: `ten points that grow over ${LATE} units: units from the beginning`,
      unit: "units",
      ...meanOf(await unitsToAct(pool, { ...ROLLBACK, drop: 0.1, over: LATE, most: LONG })),
    },
  ];
}

async function together(pool: Pool): Promise<readonly Figure[]> {
  const limit = { atMost: falseAlarmLimit(ROLLBACK.alpha, pool.streams) };
  const acting = async (what: string, one: Partial<ArmsCase>): Promise<Figure> => ({
    what: `false rollbacks by ${HORIZON} units: ${what}`,
    unit: "share",
    ...meanOf(await shareActing(pool, { ...ROLLBACK, drop: 0, ...one })),
    limit,
  });
  const delay = async (what: string, one: Partial<ArmsCase>, bound: number): Promise<Figure> => ({
    what: `three points: ${what}`,
    unit: "units",
    ...meanOf(await unitsToAct(pool, { ...ROLLBACK, most: LONG, ...one })),
    bound,
  });
  const judge = { sensitivity: 0.9, specificity: 0.9 };
  const seen = boundOf({ ...ROLLBACK, base: 0.74, drop: 0.024 });
  return [
    await acting("a swing of 4 points a day", { swing: SWING }),
    await delay("a swing of 4 points a day", { swing: SWING }, boundOf(ROLLBACK)),
    await acting("a judge that is 5 points stricter from unit 10000 on", { shift: { from: 10_000, by: 0.05 } }),
    await delay(
      "a judge that is 5 points stricter from unit 2000 on",
      { shift: { from: 2_000, by: 0.05 } },
      boundOf(ROLLBACK),
    ),
    {
      ...(await delay("a judge that is right in 90 % of both kinds", { judge }, seen)),
      note: "bound of the shares that the judge sees",
    },
  ];
}

/** How far two kinds of units lie from their mean for a forecast to explain 14 % of the variance at .80. */
const APART = Math.sqrt(0.14 * 0.16);

async function foretold(pool: Pool): Promise<readonly Figure[]> {
  const one = { ...ROLLBACK, base: 0.8, most: LONG };
  const of = async (used: boolean): Promise<ReturnType<typeof meanOf>> =>
    meanOf(await unitsToAct(pool, { ...one, known: { apart: APART, used } }));
  return [
    {
      what: "attributes explain 14 %, not used",
      unit: "units",
      ...(await of(false)),
      page: 5_308,
      bound: boundOf(one),
    },
    { what: "the same, foretold from them", unit: "units", ...(await of(true)), page: 4_523 },
  ];
}

async function clustered(pool: Pool): Promise<readonly Figure[]> {
  const sessions = { base: 0.8, drop: 0, sessions: 5_000, turns: 6, correlation: 0.3, alpha: 0.05 };
  const sharing = async (unit: "turn" | "session"): Promise<ReturnType<typeof meanOf>> =>
    meanOf((await pool.samples("sessions", { ...sessions, unit })).map(([at]) => (at! < Infinity ? 1 : 0)));
  const users = {
    base: 0.8,
    users: 400,
    correlation: 0.3,
    shares: [0.01, 0.05, 0.1, 0.25, 0.5],
    visits: 4,
    alpha: 0.01,
  };
  const back = async (counts: "each-time" | "once"): Promise<ReturnType<typeof meanOf>> =>
    meanOf((await pool.samples("reentry", { ...users, counts })).map(([at]) => at!));
  return [
    {
      what: "false rollbacks: six turns at a correlation of .3 counted as six units",
      unit: "share",
      ...(await sharing("turn")),
      page: 0.35,
      better: "neither",
      note: "what goes wrong; by 5,000 sessions",
    },
    {
      what: "the same, averaged inside of the session",
      unit: "share",
      ...(await sharing("session")),
      page: 0.05,
      limit: { atMost: falseAlarmLimit(0.05, pool.streams) },
    },
    {
      what: "false rollbacks at alpha .01: 400 users who enter again at each stage of a ramp",
      unit: "share",
      ...(await back("each-time")),
      page: 0.095,
      better: "neither",
      note: "what goes wrong; four visits at each of 1, 5, 10, 25, 50 %: the page does not say how many",
    },
    {
      what: "the same, each user once",
      unit: "share",
      ...(await back("once")),
      limit: { atMost: falseAlarmLimit(0.01, pool.streams) },
    },
  ];
}

async function labelled(pool: Pool): Promise<readonly Figure[]> {
  const one = { base: 0.8, share: 0.5, wait: 1_000, complaint: 200, window: 5_000, alpha: 0.05 } as const;
  const silent = { ...one, drop: 0, most: HORIZON };
  const acting = async (enters: "when-labelled" | "at-the-window"): Promise<ReturnType<typeof meanOf>> =>
    meanOf((await pool.samples("delayed", { ...silent, enters })).map(([at]) => (at! < Infinity ? 1 : 0)));
  const worse = { ...one, drop: 0.03, most: LONG, enters: "at-the-window" } as const;
  const delay = meanOf((await pool.samples("delayed", worse)).map(([at]) => Math.min(at!, LONG)));
  return [
    {
      what: "false rollbacks: the candidate's bad labels come sooner, units enter with their label",
      unit: "share",
      ...(await acting("when-labelled")),
      note: "what goes wrong",
    },
    {
      what: "the same, units enter at assignment + 5,000",
      unit: "share",
      ...(await acting("at-the-window")),
      limit: { atMost: falseAlarmLimit(0.05, pool.streams) },
    },
    {
      what: "three points, units enter at assignment + 5,000: units assigned",
      unit: "units",
      ...delay,
      bound: boundOf(ROLLBACK) + one.window,
      note: "bound of labels that come at once, and the window",
    },
  ];
}
