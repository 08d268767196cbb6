import { unitsNeeded } from "../../../../server/src/quality/statistics/lower-bound.ts";
import { falseAlarmLimit, type Figure, meanOf } from "../figure.ts";
import type { Pool } from "../pool.ts";
import { type GateCase, VERDICTS } from "../simulations/gate.ts";
import type { Study } from "../study.ts";

const ALPHA = 0.05;
/** One pair in ten differs. */
const DISCORDANCE = 0.1;
/** A suite with the default harm, a third of its margin. */
const SUITE: GateCase = {
  harm: 0.01,
  margin: 0.03,
  claim: "suite",
  scenarios: 1_000,
  discordance: DISCORDANCE,
  drop: 0,
  alpha: ALPHA,
};
/** As many pairs as it takes, to fail only. */
const ENDLESS = { ...SUITE, harm: 0, margin: 1, claim: "product", scenarios: 50_000 } as const;

/** Pairs that any valid test needs to tell wins and losses from as many of each: their divergence, the ties being ties. */
function pairsNeeded(drop: number): number {
  const [lost, won, both] = [(DISCORDANCE + drop) / 2, (DISCORDANCE - drop) / 2, DISCORDANCE / 2];
  return Math.log(1 / ALPHA) / (lost * Math.log(lost / both) + won * Math.log(won / both));
}

/** Test C: how many pairs it needs, and what it says of products that are as good and of worse ones. */
export const gate: Study = {
  id: "gate",
  title: "Test C, a paired gate",
  run: async (pool) => ({ figures: [...(await pairs(pool)), ...(await verdicts(pool)), ...(await wrong(pool))] }),
};

const sharing = (samples: readonly (readonly number[])[], verdict: number) =>
  meanOf(samples.map(([one]) => (one === verdict ? 1 : 0)));

async function pairs(pool: Pool): Promise<readonly Figure[]> {
  const unpaired = unitsNeeded({ baseline: 0.8, candidate: 0.77, share: 0.5, drop: 0, alpha: ALPHA }) / 2;
  const figures: Figure[] = [
    { what: "bound: three points, unpaired, an arm", unit: "units", seen: unpaired, page: 2_246, better: "neither" },
    { what: "bound: three points, pairs", unit: "pairs", seen: pairsNeeded(0.03), page: 656, better: "neither" },
  ];
  for (const [points, page] of [
    [1, undefined],
    [3, 759],
    [5, undefined],
  ] as const) {
    const found = meanOf((await pool.samples("gate", { ...ENDLESS, drop: points / 100 })).map(([, count]) => count!));
    const bound = pairsNeeded(points / 100);
    figures.push(
      { what: `${points} points, pairs`, unit: "pairs", ...found, ...(page === undefined ? {} : { page }), bound },
      {
        what: `${points} points: ratio to the bound`,
        unit: "x",
        seen: found.seen / bound,
        error: found.error / bound,
        ...(points === 3 ? { page: 1.16, limit: { atMost: 1.25 } } : {}),
      },
    );
  }
  for (const [points, page] of [
    [0, 0.39],
    [3, 0.37],
    [8, 0.13],
  ] as const) {
    const samples = await pool.samples("gate", { ...SUITE, harm: 0, drop: points / 100 });
    const used = meanOf(samples.map(([, count]) => count! / SUITE.scenarios));
    figures.push({
      what: `part of a suite of 1,000 that is run, harm 0: ${points} points`,
      unit: "share",
      ...used,
      page,
    });
  }
  return figures;
}

async function verdicts(pool: Pool): Promise<readonly Figure[]> {
  const failing = async (harm: number, drop: number) =>
    sharing(await pool.samples("gate", { ...SUITE, harm, drop }), VERDICTS.fail);
  const product = await pool.samples("gate", { ...SUITE, harm: 0, claim: "product" });
  const known = { unit: "share", better: "neither" } as const;
  return [
    { what: "claim suite, harm 0: an unchanged product fails", ...known, ...(await failing(0, 0)), page: 0.125 },
    {
      what: "claim suite, harm .01: an unchanged product fails",
      unit: "share",
      ...(await failing(0.01, 0)),
      page: 0.036,
    },
    { what: "claim suite, harm .01: three points fail", ...known, ...(await failing(0.01, 0.03)), page: 0.815 },
    { what: "claim suite, harm .01: five points fail", ...known, ...(await failing(0.01, 0.05)), page: 0.994 },
    { what: "claim product: an unchanged product passes", ...known, ...sharing(product, VERDICTS.pass), page: 0.69 },
    { what: "claim product: it fails", ...known, ...sharing(product, VERDICTS.fail), page: 0.03 },
    { what: "claim product: inconclusive", ...known, ...sharing(product, VERDICTS.inconclusive), page: 0.27 },
  ];
}

async function wrong(pool: Pool): Promise<readonly Figure[]> {
  const limit = { atMost: falseAlarmLimit(ALPHA, pool.streams) };
  const product = { ...SUITE, claim: "product", scenarios: 20_000 } as const;
  const early = (samples: readonly (readonly number[])[], verdict: number) =>
    meanOf(samples.map(([one, count]) => (one === verdict && count! < SUITE.scenarios ? 1 : 0)));
  const orders = { ...SUITE, fixed: true } as const;
  return [
    {
      what: "false fails of a product that lost just the harm, by 20,000 pairs",
      unit: "share",
      ...sharing(await pool.samples("gate", { ...product, margin: 1, drop: 0.01 }), VERDICTS.fail),
      limit,
    },
    {
      what: "false passes of a product that lost the whole margin, by 20,000 pairs",
      unit: "share",
      ...sharing(await pool.samples("gate", { ...product, harm: 0.9, drop: 0.03 }), VERDICTS.pass),
      limit,
    },
    {
      what: "early fails that contradict a whole suite, over its orders",
      unit: "share",
      ...early(await pool.samples("gate", { ...orders, drop: 0.01 }), VERDICTS.fail),
      limit,
    },
    {
      what: "early passes that contradict a whole suite, over its orders",
      unit: "share",
      ...early(await pool.samples("gate", { ...orders, drop: 0.03 }), VERDICTS.pass),
      limit,
    },
  ];
}
