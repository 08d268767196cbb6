import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { ALL_DAYS, CLIENT_DAYS, COHORT_DAYS, COHORT_HOURS, LEVELS, levelsFor, segmentsOf } from "./levels.ts";
import { parseQuery } from "./parse.ts";

const ask = (where: string, show: string, groupBy?: string) => parseQuery({ where, show, groupBy }, 0);
const all = { kind: "all" } as const;

describe("what figures that are kept ready answer", () => {
  const cohorts = [COHORT_DAYS, COHORT_HOURS];
  test.each([
    ["counts by contract, model and idle bucket", ask("", "count", "contract,model,idle_bucket"), cohorts],
    ["by role, of which cohorts by the hour know nothing", ask("", "count", "role"), [ALL_DAYS]],
    ["by client version", ask("", "count", "client_version"), [CLIENT_DAYS]],
    ["by client version and model, which nobody keeps together", ask("", "count", "client_version,model"), []],
    [
      "by outcome, which clients and all cohorts know, from the fewer figures",
      ask("", "count", "outcome"),
      [CLIENT_DAYS],
    ],
    ["sums, means, shares and ratios", ask("", "sum(cost),avg(duration),share(retry),cache_read_ratio"), cohorts],
    ["who violated what", ask("violations has EFFORT_MISMATCH delegated", "count"), [ALL_DAYS]],
    ["how many models there are", ask("", "uniq(model)"), cohorts],
    ["quantiles, which need every number", ask("", "p95(duration)", "model"), []],
    ["sessions, which nobody sums", ask("", "sessions", "model"), []],
    ["one session's exchanges", ask("session = s", "count"), []],
    ["records themselves", ask("surface = s", "exchange,model"), []],
  ])("%s", (_, query, levels) => {
    expect(levelsFor(query, all)).toEqual(levels);
    expect(levelsFor(query, { kind: "key", tenant: "t", key: "k" })).toEqual([]);
  });

  test("longer steps come before shorter ones", () => {
    const steps = LEVELS.map(({ stepMs }) => stepMs);
    expect(steps).toEqual([...steps].sort((a, b) => b - a));
  });
});

describe("a stretch of time in segments", () => {
  test("takes whole days in the middle, hours around them, and records at the ends", () => {
    const [hour, day] = [3_600_000, 86_400_000];
    const segments = segmentsOf({ from: day - hour - 5, to: 3 * day + 2 * hour + 7 }, [COHORT_DAYS, COHORT_HOURS]);
    expect(segments).toEqual([
      { from: day - hour - 5, to: day - hour, level: undefined },
      { from: day - hour, to: day, level: COHORT_HOURS },
      { from: day, to: 3 * day, level: COHORT_DAYS },
      { from: 3 * day, to: 3 * day + 2 * hour, level: COHORT_HOURS },
      { from: 3 * day + 2 * hour, to: 3 * day + 2 * hour + 7, level: undefined },
    ]);
  });

  test("is covered once and whole, in whole steps of each level", () => {
    const time = fc.option(fc.integer({ min: 0, max: 5 * 86_400_000 }), { nil: undefined });
    fc.assert(
      fc.property(time, time, (from, to) => {
        const stretch = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
        const segments = segmentsOf(stretch, [COHORT_DAYS, COHORT_HOURS]);
        if (from !== undefined && to !== undefined && from >= to) {
          expect(segments).toEqual([]);
          return;
        }
        expect([segments[0]?.from, segments.at(-1)?.to]).toEqual([from, to]);
        for (const [at, segment] of segments.entries()) {
          if (at > 0) expect(segment.from).toBe(segments[at - 1]?.to);
          for (const end of [segment.from, segment.to]) expect((end ?? 0) % (segment.level?.stepMs ?? 1)).toBe(0);
        }
      }),
    );
  });
});
