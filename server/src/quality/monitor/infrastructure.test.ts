import { describe, expect, test } from "bun:test";
import { LineProblem } from "../detection/stream-line.ts";
import { streams } from "../fixtures/streams.ts";
import { randomOf } from "../statistics/seeded-random.ts";
import { BaselineReader, type OutcomeLine } from "./baseline.ts";
import { INFRASTRUCTURE, outcomesOf } from "./infrastructure.ts";
import { Monitor } from "./monitor.ts";

const random = randomOf(5);

/** Units of a product that solves four in five of what it is asked, and of whom some get no answer. */
function made(draw: () => number, count: number, errors: (index: number) => number): readonly OutcomeLine[] {
  return Array.from({ length: count }, (_, index): OutcomeLine => {
    const attributes = { upstream: draw() < 0.3 ? "eu" : "us", evaluator: "tests" };
    const line = { unit: `u${index}`, signal: "resolved", value: draw() < 0.8 ? 1 : 0, attributes };
    return draw() < errors(index) ? { ...line, value: 0, error: "overloaded" } : line;
  }).flatMap(outcomesOf);
}

function learnt(lines: readonly OutcomeLine[]): BaselineReader["baseline"] {
  const reader = new BaselineReader({ by: ["upstream"], given: [] });
  for (const line of lines) reader.who(line);
  reader.again();
  for (const line of lines) reader.expected(line);
  reader.again();
  for (const line of lines) reader.levels(line);
  return reader.baseline;
}

function watched(baseline: BaselineReader["baseline"], lines: readonly OutcomeLine[], runLength = 100_000): Monitor {
  const monitor = new Monitor(baseline, { runLength, directions: ["down", "up"] });
  for (const line of lines) monitor.add(line, line.value);
  return monitor;
}

describe("a monitor of a product whose upstream fails", () => {
  const baseline = learnt(made(random, 5_000, () => 0.01));

  test("says that more units got no answer, since when, and that answers are as good as before", () => {
    const { events } = watched(
      baseline,
      made(random, 6_000, (index) => (index < 3_000 ? 0.01 : 0.3)),
    );
    expect(events.map(({ signal }) => signal)).toEqual([INFRASTRUCTURE]);
    expect(Math.abs((events[0]?.since?.place ?? 0) - 3_000)).toBeLessThan(100);
    expect(events[0]?.attribution.layer).not.toBe("evaluator");
  });

  test("sees it also where the baseline met none", () => {
    const none = learnt(made(random, 5_000, () => 0));
    const { events } = watched(
      none,
      made(random, 3_000, (index) => (index < 1_500 ? 0 : 0.1)),
    );
    expect(events.map(({ signal }) => signal)).toEqual([INFRASTRUCTURE]);
  });

  test("keeps its promise with both together", () => {
    const alarmed = streams(40, (draw) => {
      const monitor = watched(
        learnt(made(draw, 4_000, () => 0.05)),
        made(draw, 5_000, () => 0.05),
        10_000,
      );
      return monitor.events.some(({ kind }) => kind === "alarm");
    }).filter(Boolean).length;
    // Half of the promised run length: at most one half alarm.
    expect(alarmed).toBeLessThan(20 + 3 * Math.sqrt(10));
  });
});

test("a signal cannot have the name by which errors are watched", () => {
  expect(() => outcomesOf({ unit: "u", signal: INFRASTRUCTURE, value: 1 })).toThrow(LineProblem);
});
