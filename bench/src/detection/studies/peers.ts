import { unitsNeeded } from "../../../../server/src/quality/statistics/lower-bound.ts";
import { type Figure, meanOf, quantileOf } from "../figure.ts";
import { armPeers } from "../peers/peers.ts";
import type { Pool } from "../pool.ts";
import type { Line, Plot, Study, Table } from "../study.ts";
import { HORIZON } from "./arms.ts";
import {
  ARM_CONDITIONS,
  BASE,
  CHANGE_CONDITIONS,
  type Condition,
  type Delay,
  measure,
  type Measured,
  RATES,
  silentRates,
  SILENT,
  STEADY,
} from "./peers-measured.ts";

/** Realised false alarms at which methods are compared. */
const CALIBRATED = 0.05;
/** The condition that is plotted, and to which the page's own figures belong. */
const THREE = "3 pts";

/** Every peer on the same streams: delay against false alarms that were realised, not promised. */
export const peers: Study = {
  id: "peers",
  title: "Peers",
  run: async (pool) => {
    const arms = await measure(pool, "arms", ARM_CONDITIONS);
    const change = await measure(pool, "change", CHANGE_CONDITIONS);
    const three = arms.get(THREE)!;
    return {
      figures: [...toReproduce(three), ...(await windowed(pool))],
      tables: [
        mainTable(`Two arms, .80, half and half: units to a rollback`, arms, ARM_CONDITIONS, boundAt(CALIBRATED)),
        otherTable(`Two arms: units to a rollback, all at 5 %`, arms, ARM_CONDITIONS),
        await silentTable(pool, "arms", "Two arms without a drop"),
        mainTable(`One stream, .80, drop at ${STEADY}: units to the alarm`, change, CHANGE_CONDITIONS),
        otherTable(`One stream, drop at ${STEADY}: units to the alarm, all at 5 %`, change, CHANGE_CONDITIONS),
        await silentTable(pool, "change", "One stream without a drop"),
      ],
      plots: [
        plotOf("detection-delay", "Two arms, .80 to .77: units to a rollback", three, (rate) => boundAt(rate)),
        ratioPlot(arms),
        plotOf("detection-change", "One stream, .80 to .77: units to the alarm", change.get(THREE)!),
      ],
    };
  },
};

function boundAt(rate: number, drop = 0.03): number {
  return unitsNeeded({ baseline: BASE, candidate: BASE - drop, share: 0.5, drop: 0, alpha: rate });
}

type All = ReadonlyMap<string, readonly Measured[]>;

const ALL = 0.995;
/** A mean of which more streams than the rest were given up is no delay, and is not drawn. */
const MOSTLY = 0.8;

function written({ mean, found }: Delay): string {
  if (Number.isNaN(mean)) return "none left";
  const units = String(Math.round(mean));
  // What was given up counts with the units until then: the true mean is higher.
  return found < ALL ? `>${units} (${Math.round(found * 100)} %)` : units;
}

const calibrated = ({ at }: Measured): Delay => at.get(CALIBRATED)!;

/** @param bound of three points; where it is left out, ours is what others are compared to. */
function mainTable(title: string, all: All, conditions: readonly Condition[], bound?: number): Table {
  const shown = conditions.filter(({ main }) => main).map(({ name }) => name);
  const three = all.get(THREE)!;
  return {
    title,
    head: [
      "method",
      "false alarms, own",
      ...shown.flatMap((name) => [`${name}, own`, `at 5 %`]),
      `3 pts at 5 %, x ${bound === undefined ? "ours" : "bound"}`,
    ],
    rows: three.map((method, at) => {
      const cells = shown.flatMap((name) => {
        const one = all.get(name)![at]!;
        return [written(one.own), written(calibrated(one))];
      });
      const delay = calibrated(method);
      const ratio = delay.mean / (bound ?? calibrated(three[0]!).mean);
      return [method.name, method.alarms.toFixed(3), ...cells, `${delay.found < ALL ? ">" : ""}${ratio.toFixed(2)}`];
    }),
  };
}

function otherTable(title: string, all: All, conditions: readonly Condition[]): Table {
  const shown = conditions.filter(({ main }) => !main).map(({ name }) => name);
  return {
    title,
    head: ["method", ...shown],
    rows: all
      .get(THREE)!
      .map(({ name }, at) => [name, ...shown.map((condition) => written(calibrated(all.get(condition)![at]!)))]),
  };
}

async function silentTable(pool: Pool, setting: "arms" | "change", title: string): Promise<Table> {
  const shown = SILENT.filter(({ settings }) => settings.includes(setting));
  const rates = await Promise.all(shown.map(({ traffic }) => silentRates(pool, setting, traffic)));
  return {
    title: `${title}: false alarms by ${HORIZON} units, each at its own threshold`,
    head: ["method", ...shown.map(({ name }) => name)],
    rows: rates[0]!.map(({ name }, at) => [name, ...rates.map((one) => one[at]!.alarms.toFixed(3))]),
  };
}

function plotOf(id: string, title: string, measured: readonly Measured[], bound?: (rate: number) => number): Plot {
  const lines = measured.map(({ name, at }, index): Line => {
    const points = [...at].flatMap(([rate, { mean, found }]) => (found >= MOSTLY ? [[rate, mean] as const] : []));
    return { name, points: points.toSorted(([a], [b]) => a - b), ours: index === 0 };
  });
  const least = RATES.map((rate) => [rate, bound?.(rate) ?? 0] as const).toSorted(([a], [b]) => a - b);
  const all = bound === undefined ? lines : [...lines, { name: "least of any valid test", points: least, bound: true }];
  return { id, title, x: `share of streams with a false alarm by ${HORIZON} units, realised`, y: "units", lines: all };
}

/** How far each method is from the least that a drop of each size needs, all at the same rate of false alarms. */
function ratioPlot(all: All): Plot {
  const lines = all.get(THREE)!.map(({ name }, index): Line => {
    const points = ARM_CONDITIONS.filter(({ main }) => main).flatMap(({ name: condition, traffic: { drop = 0 } }) => {
      const { mean, found } = calibrated(all.get(condition)![index]!);
      return found >= MOSTLY ? [[drop * 100, mean / boundAt(CALIBRATED, drop)] as const] : [];
    });
    return { name, points, ours: index === 0 };
  });
  return {
    id: "detection-peers-ratio",
    title: "Two arms, .80: units to a rollback over the least of any valid test, 5 % false alarms",
    x: "drop in points",
    y: "times the bound",
    lines,
  };
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
  const threshold = armPeers(0.5, BASE)[at]!.threshold;
  const one = { setting: "arms", values: "bernoulli", base: BASE, share: 0.5, told: 0, drop: 0, most: DAY } as const;
  const largest = (await pool.samples("peers", one)).map((row) => row[at]!);
  const alarming = (quantileOf(largest, 0.3) * 100).toFixed(0);
  return [
    {
      what: "fixed threshold every five minutes: false rollbacks in a day at 1,000 units an hour",
      unit: "share",
      ...meanOf(largest.map((value) => (value >= threshold ? 1 : 0))),
      page: 0.7,
      better: "neither",
      note: `15 points below, half of 83 units; the page does not say its threshold, and ${alarming} points below alarm in 70 %`,
    },
  ];
}
