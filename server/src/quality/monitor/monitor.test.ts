import { describe, expect, test } from "bun:test";
import type { Attributes } from "../cohorts/attribute-values.ts";
import { streams } from "../fixtures/streams.ts";
import { randomOf } from "../statistics/seeded-random.ts";
import { type Baseline, BaselineReader, type BaselineOptions, type OutcomeLine } from "./baseline.ts";
import { type Direction, Monitor, type MonitorEvent } from "./monitor.ts";

function learnt(lines: readonly OutcomeLine[], options: Partial<BaselineOptions> = {}): Baseline {
  const reader = new BaselineReader({ by: [], given: [], ...options });
  for (const line of lines) reader.who(line);
  reader.again();
  for (const line of lines) reader.expected(line);
  reader.again();
  for (const line of lines) reader.levels(line);
  return reader.baseline;
}

function watched(
  baseline: Baseline,
  lines: readonly OutcomeLine[],
  runLength = 1e6,
  directions: readonly Direction[] = ["down"],
): { readonly events: readonly MonitorEvent[]; readonly monitor: Monitor } {
  const monitor = new Monitor(baseline, { runLength, directions });
  for (const line of lines) monitor.add(line, monitor.valueOf(line));
  return { events: monitor.events, monitor };
}

const made = (
  random: () => number,
  count: number,
  mean: (index: number) => number,
  attributes: (index: number) => Attributes | undefined = () => undefined,
  rest: (index: number) => Partial<OutcomeLine> = () => ({}),
): readonly OutcomeLine[] =>
  Array.from({ length: count }, (_, index) => {
    const own = attributes(index);
    return {
      unit: `u${index}`,
      signal: "value",
      value: random() < mean(index) ? 1 : 0,
      time: 1_764_000_000_000 + index * 60_000,
      ...(own === undefined ? {} : { attributes: own }),
      ...rest(index),
    };
  });

describe("a monitor", () => {
  const random = randomOf(5);
  const baseline = learnt(made(random, 20_000, () => 0.8));

  test("sees a step, when it was, what came up with it, and the way back", () => {
    const mean = (index: number): number => (index >= 3_000 && index < 9_000 ? 0.72 : 0.8);
    const version = (index: number): Attributes => ({
      client_version: index < 3_000 ? "1.0" : index < 9_000 ? "1.1" : "1.2",
    });
    const { events, monitor } = watched(baseline, made(random, 20_000, mean, version));
    expect(events.map(({ kind }) => kind)).toEqual(["alarm", "recovered"]);
    const [alarm, back] = events;
    expect(Math.abs((alarm?.since?.place ?? 0) - 3_000)).toBeLessThan(200);
    expect((alarm?.at.place ?? 0) - 3_000).toBeLessThan(1_500);
    expect(alarm?.coincides[0]).toMatchObject({
      attribute: "client_version",
      before: "1.0",
      value: "1.1",
      place: 3_001,
    });
    expect(alarm?.attribution.layer).toBe("product");
    expect(Math.abs((back?.since?.place ?? 0) - 9_000)).toBeLessThan(300);
    expect(monitor.signals[0]?.open).toBe(false);
  });

  test("is silent between steps, and sees a second one from the level that the first left", () => {
    const mean = (index: number): number => (index < 2_000 ? 0.8 : index < 12_000 ? 0.7 : 0.55);
    const { events } = watched(baseline, made(random, 20_000, mean));
    expect(events.map(({ kind }) => kind)).toEqual(["alarm", "alarm"]);
    expect(Math.abs((events[1]?.from ?? 0) - 0.7)).toBeLessThan(0.03);
    expect(Math.abs((events[1]?.since?.place ?? 0) - 12_000)).toBeLessThan(200);
  });

  test("raises false alarms no more often than it promises, over all its cohorts together", () => {
    const attributes = (random: () => number) => (): Attributes => ({
      a: Math.floor(random() * 6),
      b: Math.floor(random() * 5),
    });
    const alarms = streams(40, (random) => {
      const learning = learnt(
        made(random, 5_000, () => 0.8, attributes(random)),
        { by: ["a", "b"] },
      );
      return watched(
        learning,
        made(random, 5_000, () => 0.8, attributes(random)),
        10_000,
      ).events.length > 0
        ? 1
        : 0;
    }).reduce<number>((sum, one) => sum + one, 0);
    // Half of the promised run length: at most one half alarm.
    expect(alarms).toBeLessThan(20 + 3 * Math.sqrt(10));
  });

  test("finds the cohort in which it is", () => {
    const cut = (random: () => number) => (): Attributes => ({
      plan: random() < 0.1 ? "free" : "pro",
      lang: Math.floor(random() * 4),
    });
    const learning = learnt(
      made(random, 20_000, () => 0.8, cut(random)),
      { by: ["plan", "lang"] },
    );
    const lines = made(random, 20_000, () => 0.8, cut(random)).map((line, index) =>
      index > 2_000 && line.attributes?.["plan"] === "free" ? { ...line, value: random() < 0.6 ? 1 : 0 } : line,
    );
    const [first] = watched(learning, lines).events;
    expect(first?.cohort?.attributes).toEqual({ plan: "free" });
  });

  test("takes no swing of the day and no other mix of tasks for a change, where it is told what they differ by", () => {
    const swing = (index: number): number => 0.75 + 0.15 * Math.sin((2 * Math.PI * (index % 1_440)) / 1_440);
    const learning = learnt(made(random, 30_000, swing), { given: ["hour"] });
    expect(watched(learning, made(random, 15_000, swing)).events).toEqual([]);
    const hard = (share: number) => {
      const which = Array.from({ length: 12_000 }, () => random() < share);
      return made(
        random,
        12_000,
        (index) => (which[index] === true ? 0.5 : 0.9),
        (index) => ({ task: which[index] === true ? "hard" : "easy" }),
      );
    };
    const tasks = learnt(hard(0.3), { given: ["task"] });
    expect(watched(tasks, hard(0.6)).events).toEqual([]);
    expect(watched(learnt(hard(0.3)), hard(0.6)).events.length).toBeGreaterThan(0);
  });

  test("holds units against their own kind whatever the order of its baseline", () => {
    const tasks = 40;
    const sorted = (repeats: number) =>
      made(
        random,
        tasks * repeats,
        (index) => 0.2 + (0.7 * Math.floor(index / repeats)) / tasks,
        (index) => ({ task: `t${Math.floor(index / repeats)}`, half: index % 2 }),
      );
    const learning = learnt(sorted(100), { given: ["task", "half"] });
    expect(watched(learning, sorted(100)).events).toEqual([]);
    // Only its hardest tasks: another workload, and no worse.
    const hard = sorted(400).filter(({ attributes }) => Number(String(attributes?.["task"]).slice(1)) < 10);
    expect(watched(learning, hard).events).toEqual([]);
  });

  test("does not believe a few values that hardly vary to be all that there are", () => {
    const skewed = (draw: () => number, count: number) =>
      Array.from({ length: count }, (_, index) => ({
        unit: `u${index}`,
        signal: "value",
        value: draw() < 0.03 ? 0 : 0.9 + 0.1 * draw(),
      }));
    const alarmed = streams(
      60,
      (draw) => watched(learnt(skewed(draw, 20)), skewed(draw, 2_000), 1e5).events.length > 0,
    );
    expect(alarmed.filter(Boolean).length).toBeLessThan(6);
  });

  test("does not take a set that fell as much in the cohort for one that did not fall", () => {
    const of = (low: number) => (count: number) =>
      made(
        random,
        count,
        () => 0.85,
        () => ({ lang: random() < 0.06 ? "ko" : "en", set: random() < 0.3 ? "holdback" : "live" }),
      ).map((line) => (line.attributes?.["lang"] === "ko" ? { ...line, value: random() < low ? 1 : 0 } : line));
    const [first] = watched(learnt(of(0.85)(20_000), { by: ["lang"] }), of(0.5)(20_000)).events;
    expect(first?.cohort?.attributes).toEqual({ lang: "ko" });
    expect(first?.attribution.layer).not.toBe("product");
  });

  test("takes baseline's score for the line that was scored otherwise, and for no other of its unit", () => {
    const learning = learnt([
      ...made(random, 2_000, () => 0.8),
      { unit: "greeting", signal: "value", value: 1, outputDigest: "hi" },
    ]);
    const monitor = new Monitor(learning, { runLength: 1e5, directions: ["down"] });
    const line = { unit: "u", signal: "value", value: 0.9, outputDigest: "hi" };
    expect([monitor.valueOf(line), monitor.valueOf({ ...line, outputDigest: "other", value: 0 })]).toEqual([1, 0]);
    expect(monitor.rescored).toBe(1);
  });

  test("tells whose change it is by the holdback, the probe set and the anchor set", () => {
    const sets = ["live", "live", "live", "live", "live", "live", "holdback", "probe", "anchor", "live"];
    const of = (fallen: readonly string[]) => (index: number) => {
      const set = sets[index % sets.length] ?? "";
      return index > 4_000 && fallen.includes(set) ? 0.6 : 0.8;
    };
    const set = (index: number): Attributes => ({ set: sets[index % sets.length] });
    const learning = learnt(made(random, 20_000, () => 0.8, set));
    const layers = [["live"], ["live", "holdback", "probe"], ["live", "holdback", "probe", "anchor"]].map(
      (fallen) =>
        watched(learning, made(random, 16_000, of(fallen), set)).events.map(({ attribution }) => attribution.layer)[0],
    );
    expect(layers).toEqual(["product", "provider", "evaluator"]);
  });

  test("takes the same answer with another score, and a judge that the baseline does not know, for no fall of the product", () => {
    const scored = (value: number, judge: string) =>
      made(
        random,
        3_000,
        () => 1,
        () => ({ judge }),
        (index) => ({ outputDigest: `d${index % 500}`, value }),
      );
    const learning = learnt(scored(1, "a"));
    const same = watched(learning, scored(0, "a"));
    expect([same.events, same.monitor.rescored]).toEqual([[], 3_000]);
    const other = watched(learning, scored(0, "b"));
    expect([other.events, [...other.monitor.newcomers]]).toEqual([[], [["judge=b", 3_000]]]);
    expect(other.monitor.signals[0]?.units).toBe(0);
  });

  test("watches the other way where more is worse, or both", () => {
    const rise = made(random, 8_000, (index) => (index < 2_000 ? 0.8 : 0.9));
    expect(watched(baseline, rise).events).toEqual([]);
    const [up] = watched(baseline, rise, 1e6, ["down", "up"]).events;
    expect(up).toMatchObject({ kind: "alarm", direction: "up" });
    expect(up?.estimate).toBeLessThan(0);
    expect((up?.to ?? 0) - (up?.from ?? 0)).toBeCloseTo(-(up?.estimate ?? 0), 9);
  });

  test("tells how far a level fell by the units since, and not by a baseline that never varied", () => {
    const flawless = learnt(made(random, 2_000, () => 1));
    const intervals = streams(40, (own) => {
      const [alarm] = watched(
        flawless,
        made(own, 1_600, (index) => (index < 800 ? 1 : 0.7)),
      ).events;
      return alarm?.interval ?? [0, 0];
    });
    const held = intervals.filter(([low, high]) => low <= 0.3 && 0.3 <= high);
    expect(held.length).toBeGreaterThanOrEqual(36);
    for (const [low, high] of intervals) {
      expect(high - low).toBeGreaterThan(0.2);
      expect([low >= 0, high <= 1]).toEqual([true, true]);
    }
  });
});
