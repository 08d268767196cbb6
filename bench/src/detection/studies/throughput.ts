import { Detection } from "../../../../server/src/quality/detection/detection.ts";
import { IntervalPass } from "../../../../server/src/quality/detection/interval-pass.ts";
import { intervalsWanted } from "../../../../server/src/quality/detection/result.ts";
import { StreamCensus } from "../../../../server/src/quality/detection/stream-census.ts";
import { ArmBank } from "../../../../server/src/quality/statistics/arm-bank.ts";
import { DROPS } from "../../../../server/src/quality/statistics/mixture.ts";
import type { Figure } from "../figure.ts";
import { randomOf } from "../random.ts";
import { type CohortsCase, cohortsOf, linesOf } from "../simulations/cohorts.ts";

const UNITS = 1_000_000;
const STREAMS = 10_000;
const BYTES_A_NUMBER = 8;

/** A million units in 346 cohorts, of which none drops: all of them are read to the end. */
const CASE: CohortsCase = {
  sizes: [4, 6, 7, 13],
  cohort: [],
  base: 0.8,
  drop: 0,
  alpha: 1e-9,
  most: UNITS,
};

/** How long the engine takes for a long stream, reading by reading, and what many streams take in memory. */
export function throughput(): readonly Figure[] {
  const lines = linesOf(CASE, randomOf(1, 1));
  const options = { harm: 0, margin: 0.03, alpha: CASE.alpha };
  const timed = <T>(run: () => T): readonly [seconds: number, came: T] => {
    const from = performance.now();
    const came = run();
    return [(performance.now() - from) / 1_000, came];
  };
  const [census, facts] = timed(() => {
    const reading = new StreamCensus({ pre: CASE.sizes.map((_, at) => `a${at}`), post: [] });
    lines.forEach((line, at) => reading.add(line, at + 1));
    return reading.facts();
  });
  const [detecting, detection] = timed(() => {
    const reading = new Detection(facts, options, []);
    for (const line of lines) reading.add(line);
    return reading;
  });
  const [intervals] = timed(() => {
    const pass = new IntervalPass(facts, { post: [], given: [] }, intervalsWanted(detection), options.alpha);
    for (const line of lines) if (!pass.add(line)) break;
    return pass.intervals;
  });
  const what = `a million units in ${cohortsOf(CASE.sizes)} cohorts`;
  const bank = new ArmBank(0, STREAMS);
  return [
    { what: `${what}: who they are`, unit: "s", seen: census },
    { what: `${what}: what came out`, unit: "s", seen: detecting },
    { what: `${what}: the interval`, unit: "s", seen: intervals },
    { what: `${what}, in all`, unit: "s", seen: census + detecting + intervals, limit: { atMost: 60 } },
    {
      what: `${STREAMS.toLocaleString("en-US")} streams of ${DROPS.drops.length} drops each, in memory`,
      unit: "bytes",
      seen: bank.state().length * BYTES_A_NUMBER,
      limit: { atMost: 10_000_000 },
    },
  ];
}
