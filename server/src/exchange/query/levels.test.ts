import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { answers, DAYS, MINUTES, segmentsOf } from "./levels.ts";
import { parseQuery } from "./parse.ts";

const ask = (where: string, show: string, groupBy?: string) => parseQuery({ where, show, groupBy }, 0);
const all = { kind: "all" } as const;

describe("what figures that are kept ready answer", () => {
  test.each([
    ["counts by contract, model and idle bucket", ask("", "count", "contract,model,idle_bucket"), true, true],
    ["by client version, which only minutes know", ask("", "count", "client_version"), false, true],
    ["sums, means, shares and ratios", ask("", "sum(cost),avg(duration),share(retry),cache_read_ratio"), true, true],
    ["who violated what", ask("violations has EFFORT_MISMATCH delegated", "count"), true, true],
    ["how many models there are", ask("", "uniq(model)"), true, true],
    ["quantiles, which need every number", ask("", "p95(duration)", "model"), false, false],
    ["sessions, which nobody sums", ask("", "sessions", "model"), false, false],
    ["one session's exchanges", ask("session = s", "count"), false, false],
    ["records themselves", ask("surface = s", "exchange,model"), false, false],
  ])("%s", (_, query, days, minutes) => {
    expect([answers(DAYS, query, all), answers(MINUTES, query, all)]).toEqual([days, minutes]);
    expect(answers(DAYS, query, { kind: "key", tenant: "t", key: "k" })).toBe(false);
  });
});

describe("a stretch of time in segments", () => {
  test("takes whole days in the middle, minutes around them, and records at the ends", () => {
    const [minute, day] = [60_000, 86_400_000];
    const segments = segmentsOf({ from: day - minute - 5, to: 3 * day + 2 * minute + 7 }, [DAYS, MINUTES]);
    expect(segments).toEqual([
      { from: day - minute - 5, to: day - minute, level: undefined },
      { from: day - minute, to: day, level: MINUTES },
      { from: day, to: 3 * day, level: DAYS },
      { from: 3 * day, to: 3 * day + 2 * minute, level: MINUTES },
      { from: 3 * day + 2 * minute, to: 3 * day + 2 * minute + 7, level: undefined },
    ]);
  });

  test("is covered once and whole, in whole steps of each level", () => {
    const time = fc.option(fc.integer({ min: 0, max: 5 * 86_400_000 }), { nil: undefined });
    fc.assert(
      fc.property(time, time, (from, to) => {
        const stretch = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
        const segments = segmentsOf(stretch, [DAYS, MINUTES]);
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
