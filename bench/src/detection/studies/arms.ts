import { unitsNeeded } from "../../../../server/src/quality/statistics/lower-bound.ts";
import { falseAlarmLimit, type Figure, meanOf, quantileOf } from "../figure.ts";
import type { Pool } from "../pool.ts";
import type { ArmsCase } from "../simulations/arms.ts";
import type { Line, Study } from "../study.ts";

const ALPHA = 0.05;
/** Until when false alarms are counted. */
export const HORIZON = 30_000;
/** Streams are given up at so many times the bound. */
const PATIENCE = 40;
/** How many times the streams where a ratio is held to a limit that is nearer than a few standard errors, and streams are short. */
const MORE = 4;

/** Three points of eighty, half and half: the case to which the others are compared. */
export const ROLLBACK: ArmsCase = {
  values: "bernoulli",
  base: 0.8,
  drop: 0.03,
  share: 0.5,
  evidence: "rollback",
  harm: 0,
  margin: 0.03,
  alpha: ALPHA,
  most: HORIZON,
};

/** The page's ratios to the bound, by base and points. */
const PAGE: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  "0.5": { "1": 1.4, "3": 1.18, "5": 1.22, "10": 1.35 },
  "0.8": { "1": 1.4, "3": 1.18, "5": 1.22, "10": 1.35 },
  "0.95": { "1": 1.38, "3": 1.18, "5": 1.22, "10": 1.37 },
  "0.99": { "1": 1.22, "3": 1.19, "5": 1.37, "10": 1.7 },
};

/** What is accepted: 1.25 from 2 to 5 points, 1.45 at 1 and 10, at bases up to .8; at .95 only three points are named. */
function acceptedRatio(base: number, points: number): Pick<Figure, "limit"> {
  if (base <= 0.8) return { limit: { atMost: points >= 2 && points <= 5 ? 1.25 : 1.45 } };
  return base === 0.95 && points === 3 ? { limit: { atMost: 1.25 } } : {};
}

/** The bound on finding the drop of a rollback's case. */
export function boundOf({ base, drop, share, alpha }: ArmsCase): number {
  return unitsNeeded({ baseline: base, candidate: base - drop, share, drop: 0, alpha });
}

/** Units at which a comparison acts, and those that it takes at most. */
export async function unitsToAct(pool: Pool, one: ArmsCase, streams = pool.streams): Promise<readonly number[]> {
  return (await pool.samples("arms", one, streams)).map(([unit]) => Math.min(unit!, one.most));
}

/** The share of streams that act at all. */
export async function shareActing(pool: Pool, one: ArmsCase): Promise<readonly number[]> {
  return (await pool.samples("arms", one)).map(([unit]) => (unit! < Infinity ? 1 : 0));
}

/** Test A: how soon it acts, against the least that any test needs, and how often falsely. */
export const arms: Study = {
  id: "arms",
  title: "Test A, a candidate beside its baseline",
  run: async (pool) => {
    const figures: Figure[] = [...bounds()];
    const main = { ...ROLLBACK, most: PATIENCE * boundOf(ROLLBACK) };
    const units = await unitsToAct(pool, main);
    figures.push(
      { what: ".80 to .77, half and half", unit: "units", ...meanOf(units), page: 5_300, bound: boundOf(main) },
      { what: "the same, 90th percentile", unit: "units", seen: quantileOf(units, 0.9), page: 11_000 },
    );
    for (const [share, page] of [
      [0.01, undefined],
      [0.1, 14_400],
      [0.25, undefined],
    ] as const) {
      const one = { ...main, share };
      const found = await unitsToAct(pool, { ...one, most: PATIENCE * boundOf(one) });
      const what = `.80 to .77, candidate's share ${share * 100} %`;
      figures.push({
        what,
        unit: "units",
        ...meanOf(found),
        ...(page === undefined ? {} : { page }),
        bound: boundOf(one),
      });
    }
    const lines: Line[] = [];
    for (const base of [0.5, 0.8, 0.95, 0.99]) {
      const points: [number, number][] = [];
      for (const drop of base <= 0.8 ? [1, 2, 3, 5, 10] : [1, 3, 5, 10]) {
        const one = { ...ROLLBACK, base, drop: drop / 100 };
        const bound = boundOf(one);
        const streams = drop === 1 ? pool.streams : MORE * pool.streams;
        const units = await unitsToAct(pool, { ...one, most: PATIENCE * bound }, streams);
        const found = meanOf(units.map((unit) => unit / bound));
        const page = PAGE[String(base)]?.[String(drop)];
        figures.push({
          what: `ratio to the bound: base ${base}, ${drop} points`,
          unit: "x",
          ...found,
          ...(page === undefined ? {} : { page }),
          ...acceptedRatio(base, drop),
        });
        points.push([drop, found.seen]);
      }
      lines.push({ name: `base ${base}`, points, ours: base === 0.8 });
    }
    figures.push(...(await falseAlarms(pool)), ...(await promotions(pool)));
    const plot = {
      id: "detection-ratio",
      title: "Test A: units to a rollback over the least that any test needs",
      x: "drop in points",
      y: "times the bound",
      lines,
    };
    return { figures, plots: [plot] };
  },
};

function bounds(): readonly Figure[] {
  const of = (share: number): number => boundOf({ ...ROLLBACK, share });
  const known = { unit: "units", better: "neither" } as const;
  return [
    { what: "bound: .80 to .77, half and half", ...known, seen: of(0.5), page: 4_491 },
    { what: "bound: candidate's share 1 %", ...known, seen: of(0.01), page: 111_000 },
    { what: "bound: candidate's share 10 %", ...known, seen: of(0.1), page: 12_300 },
    { what: "bound: candidate's share 25 %", ...known, seen: of(0.25), page: 5_900 },
  ];
}

async function falseAlarms(pool: Pool): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  const limit = { atMost: falseAlarmLimit(ALPHA, pool.streams) };
  for (const [base, share] of [
    [0.8, 0.5],
    [0.8, 0.1],
    [0.8, 0.01],
    [0.5, 0.5],
    [0.95, 0.5],
    [0.99, 0.5],
  ] as const) {
    const found = meanOf(await shareActing(pool, { ...ROLLBACK, base, share, drop: 0 }));
    const what = `false rollbacks by ${HORIZON} units: base ${base}, share ${share * 100} %`;
    figures.push({ what, unit: "share", ...found, ...(share === 0.5 && base === 0.8 ? { page: 0.047 } : {}), limit });
  }
  for (const [base, drop, margin] of [
    [0.8, 0.03, 0.03],
    [0.04, 0.03, 0.03],
  ] as const) {
    const one = { ...ROLLBACK, evidence: "promotion", base, drop, margin } as const;
    const what = `false promotions by ${HORIZON} units: base ${base}, a drop of the whole margin`;
    figures.push({ what, unit: "share", ...meanOf(await shareActing(pool, one)), limit });
  }
  return figures;
}

async function promotions(pool: Pool): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const [margin, page] of [
    [0.03, 4_575],
    [0.01, 40_100],
  ] as const) {
    const bound = unitsNeeded({ baseline: 0.8, candidate: 0.8, share: 0.5, drop: margin, alpha: ALPHA });
    const one = { ...ROLLBACK, evidence: "promotion", drop: 0, margin, most: PATIENCE * bound } as const;
    const what = `promotion of what is as good, margin ${margin}`;
    figures.push({ what, unit: "units", ...meanOf(await unitsToAct(pool, one)), page, bound });
  }
  return figures;
}
