import { falseAlarmLimit, type Figure, meanOf, quantileOf } from "../figure.ts";
import type { Pool } from "../pool.ts";
import { type CohortsCase, cohortsOf } from "../simulations/cohorts.ts";
import type { Study } from "../study.ts";
import { ROLLBACK, unitsToAct } from "./arms.ts";

/** Values of four attributes: 346 cohorts, of all units, of one value and of two. */
const SIZES = [4, 6, 7, 13];
const LAST = SIZES.length - 1;

/** Units of a stream in which something drops, and of one in which nothing does. */
const [LENGTH, SILENT] = [60_000, 100_000];

const CASE: CohortsCase = { sizes: SIZES, cohort: [], base: 0.8, drop: 0, alpha: 0.05, most: LENGTH };
/** Twelve points in 6 % of the units. */
const ONE_WAY = { ...CASE, cohort: [{ attribute: LAST, part: 0.06 }], drop: 0.12 };
/** Thirty points in 1.7 %. */
const TWO_WAY = {
  ...CASE,
  cohort: [
    { attribute: LAST - 1, part: 0.13 },
    { attribute: LAST, part: 0.13 },
  ],
  drop: 0.3,
};

/** Attributes that make 1, 10, 100, 346 and 1,000 cohorts. */
const SETS = [[], [9], [4, 5, 7], SIZES, [6, 10, 10, 11, 12]];
/** Drops in all units, where what a search costs is to be told. */
const POINTS = 3;
/** Streams that see a drop by the overall mean alone are given up here. */
const PATIENCE = 1_000_000;
/** What a search costs is told from a part of the streams: each takes a tenth of a second. */
const PART = 4;

/** The search of many cohorts, by all that `bellwether detect --by` runs. */
export const cohorts: Study = {
  id: "cohorts",
  title: "Many cohorts",
  run: async (pool) => ({
    figures: [...(await oneWay(pool)), ...(await twoWay(pool)), ...(await silent(pool)), ...(await more(pool))],
  }),
};

const NOTE = `attributes of ${SIZES.join(", ")} values`;

async function search(pool: Pool, what: string, one: CohortsCase, page: Readonly<Record<string, number>>) {
  const samples = await pool.samples("cohorts", { ...one, confirm: true });
  const units = samples.map(([unit]) => Math.min(unit!, one.most));
  const share = (of: (sample: readonly number[]) => boolean) => meanOf(samples.map((sample) => (of(sample) ? 1 : 0)));
  const of = (name: string) => (page[name] === undefined ? {} : { page: page[name] });
  return {
    median: { what: `${what}: units, median`, unit: "units", seen: quantileOf(units, 0.5), ...of("median") },
    p90: { what: `${what}: units, 90th percentile`, unit: "units", seen: quantileOf(units, 0.9), ...of("p90") },
    found: { what: `${what}: found by 30,000 units`, unit: "share", ...share(([unit]) => unit! <= 30_000) },
    soon: {
      what: `${what}: named right by 25,000 units`,
      unit: "share",
      ...share(([unit, right]) => unit! <= 25_000 && right === 1),
    },
    right: { what: `${what}: named right in all`, unit: "share", ...share(([, right]) => right === 1) },
    confirmed: {
      what: `${what}: confirmed at, median`,
      unit: "units",
      seen: quantileOf(
        samples.map(([, , at]) => Math.min(at!, one.most)),
        0.5,
      ),
      ...of("confirmed"),
    },
  } as const;
}

async function oneWay(pool: Pool): Promise<readonly Figure[]> {
  const found = await search(pool, "6 %, twelve points", ONE_WAY, { median: 13_600, p90: 24_700, confirmed: 21_000 });
  const alone = await unitsToAct(pool, { ...ROLLBACK, drop: 0.06 * 0.12, most: PATIENCE });
  return [
    {
      what: "cohorts that are searched",
      unit: "cohorts",
      seen: cohortsOf(SIZES),
      page: 346,
      better: "neither",
      note: NOTE,
    },
    found.median,
    found.p90,
    { ...found.found, limit: { atLeast: 0.9 } },
    { ...found.soon, limit: { atLeast: 0.8 } },
    // More is better, and the page's is a share that was met.
    { ...found.right, page: 0.9, better: "more" },
    found.confirmed,
    {
      what: "6 %, twelve points: units by the overall mean alone",
      unit: "units",
      ...meanOf(alone),
      note: "the page says over 100,000",
      limit: { atLeast: 100_000 },
    },
  ];
}

async function twoWay(pool: Pool): Promise<readonly Figure[]> {
  const found = await search(pool, "1.7 %, thirty points", TWO_WAY, { median: 13_300 });
  return [found.median, found.p90, found.found, found.soon, found.right, found.confirmed];
}

async function silent(pool: Pool): Promise<readonly Figure[]> {
  // A whole stream takes a fifth of a second, and of these none ends early.
  const { streams } = pool;
  const samples = await pool.samples("cohorts", { ...CASE, most: SILENT }, streams);
  return [
    {
      what: `false rollbacks by ${SILENT} units, in any cohort`,
      unit: "share",
      ...meanOf(samples.map(([unit]) => (unit! < Infinity ? 1 : 0))),
      page: 0.037,
      limit: { atMost: falseAlarmLimit(CASE.alpha, streams) },
      note: `${streams} streams`,
    },
  ];
}

/** What it costs to look into more cohorts, and what it brings. */
async function more(pool: Pool): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  const streams = Math.ceil(pool.streams / PART);
  const note = `${streams} streams`;
  for (const sizes of SETS) {
    const count = cohortsOf(sizes).toLocaleString("en-US");
    const every = await pool.samples("cohorts", { ...CASE, sizes, drop: POINTS / 100 }, streams);
    figures.push({
      what: `${count} cohorts, ${POINTS} points in all units`,
      unit: "units",
      ...meanOf(every.map(([unit]) => Math.min(unit!, LENGTH))),
      note,
    });
    if (sizes.length === 0 || sizes === SIZES) continue;
    const cohort = [{ attribute: sizes.length - 1, part: 0.06 }];
    const one = await pool.samples("cohorts", { ...ONE_WAY, sizes, cohort }, streams);
    figures.push({
      what: `${count} cohorts, twelve points in 6 %: median`,
      unit: "units",
      seen: quantileOf(
        one.map(([unit]) => Math.min(unit!, LENGTH)),
        0.5,
      ),
      note,
    });
  }
  return figures;
}
