import { describe, expect, test } from "bun:test";
import type { Attributes } from "../cohorts/attribute-values.ts";
import { streams } from "../fixtures/streams.ts";
import { Detection } from "./detection.ts";
import { PostEntries } from "./post-entries.ts";
import { type DetectionResult, detectionResult } from "./result.ts";
import { StreamCensus } from "./stream-census.ts";
import type { StreamLine } from "./stream-line.ts";

interface Choice {
  readonly pre?: readonly string[];
  readonly post?: readonly string[];
  readonly alpha?: number;
  readonly harm?: number;
  readonly given?: readonly string[];
}

/** What a stream comes to, without intervals. */
function resultOf(
  lines: readonly StreamLine[],
  { pre = [], post = [], alpha = 0.05, harm = 0, given = [] }: Choice = {},
): DetectionResult {
  const census = new StreamCensus({ pre, post });
  lines.forEach((line, index) => census.add(line, index + 1));
  const facts = census.facts();
  const options = { margin: 0.03, harm, alpha, given };
  const entries = new PostEntries(facts, post);
  for (const line of lines) entries.add(line);
  const detection = new Detection(facts, options, post, entries);
  for (const line of lines) detection.add(line);
  return detectionResult(detection, facts, options, { signals: new Map() });
}

interface Unit {
  readonly unit?: string;
  readonly candidate: boolean;
  readonly share?: number;
  readonly value: number;
  readonly attributes?: Attributes;
  readonly signal?: string;
}
const lineOf = (
  { unit, candidate, share = 0.5, value, attributes, signal = "value" }: Unit,
  index: number,
): StreamLine => ({
  unit: unit ?? `u${index}`,
  arm: candidate ? "candidate" : "baseline",
  p: candidate ? share : 1 - share,
  value,
  signal,
  ...(attributes === undefined ? {} : { attributes }),
});
const made = (count: number, one: (index: number) => Unit): readonly StreamLine[] =>
  Array.from({ length: count }, (_, index) => lineOf(one(index), index));

/** How many of some streams came to a verdict. */
function verdicts(
  count: number,
  make: (random: () => number) => readonly StreamLine[],
  choice: Choice = {},
): Readonly<Record<string, number>> {
  const found: Record<string, number> = { pass: 0, fail: 0, inconclusive: 0 };
  for (const { verdict } of streams(count, (random) => resultOf(make(random), choice)))
    found[verdict] = (found[verdict] ?? 0) + 1;
  return found;
}
/** At alpha .05, for nothing. */
const few = (count: number): number => count * (0.05 + 3 * Math.sqrt((0.05 * 0.95) / count));

describe("what is found in a cohort", () => {
  const plans = ["free", "pro", "team"];
  const clients = ["cli", "web", "ide", "api"];
  const worse = (random: () => number) =>
    made(24_000, () => {
      const attributes = {
        plan: plans[Math.floor(random() * 3)] ?? "",
        client: random() < 0.08 ? "ci" : (clients[Math.floor(random() * 4)] ?? ""),
      };
      const candidate = random() < 0.5;
      const mean = candidate && attributes.client === "ci" ? 0.65 : 0.8;
      return { candidate, value: random() < mean ? 1 : 0, attributes };
    });

  test("is named, confirmed by later units, and the rest is seen to be as good", () => {
    const results = streams(20, (random) => resultOf(worse(random), { pre: ["plan", "client"] }));
    expect(results.filter(({ verdict }) => verdict === "fail").length).toBeGreaterThan(17);
    const named = results.filter(({ cohort }) => cohort?.attributes["client"] === "ci");
    expect(named.length).toBeGreaterThan(16);
    expect(named.filter(({ cohort }) => cohort?.confirmed === true).length).toBeGreaterThan(12);
    const exactly = named.filter(({ cohort }) => cohort?.name === "client=ci");
    expect(exactly.length).toBeGreaterThan(12);
    expect(exactly.filter(({ cohort }) => cohort?.rest === "down").length).toBeLessThan(3);
  });

  test("stops a promotion that the whole would have had", () => {
    const [whole] = streams(1, (random) => resultOf(worse(random)));
    const [cut] = streams(1, (random) => resultOf(worse(random), { pre: ["plan", "client"] }));
    expect([whole?.verdict, cut?.verdict]).toEqual(["pass", "fail"]);
  });
});

describe("what is no regression", () => {
  test("a candidate that only shortens sessions: the arms differ in who is long, and that is what is said", () => {
    const shortens = (random: () => number) =>
      made(5_000, () => {
        const candidate = random() < 0.5;
        const difficulty = random();
        const long = difficulty * 20 * (candidate ? 0.7 : 1) + random() * 3 > 10;
        return { candidate, value: random() < 0.95 - 0.4 * difficulty ? 1 : 0, attributes: { long } };
      });
    for (const choice of [{ post: ["long"] }, { pre: ["long"] }]) {
      expect(verdicts(60, shortens, choice)["fail"]).toBeLessThan(few(60));
      const [one] = streams(1, (random) => resultOf(shortens(random), choice));
      expect(one?.skewed).toContain("long=true");
    }
  });

  test("nor one that shortens them a little, which no count of who is long would show; a true drop there is found all the same", () => {
    const shortens = (part: number, drop: number) => (random: () => number) =>
      made(20_000, () => {
        const candidate = random() < 0.5;
        const difficulty = random();
        const long = difficulty * 20 * (candidate ? 1 - part : 1) + random() * 3 > 10;
        const fall = candidate && long ? drop : 0;
        return { candidate, value: random() < 0.95 - 0.4 * difficulty - fall ? 1 : 0, attributes: { long } };
      });
    expect(verdicts(40, shortens(0.08, 0), { post: ["long"] })["fail"]).toBeLessThan(few(40));
    const [found] = streams(1, (random) => resultOf(shortens(0.02, 0.1)(random), { post: ["long"] }));
    expect([found?.verdict, found?.cohort?.name]).toEqual(["fail", "long=true"]);
  });

  test("users that come again along a ramp, each of whom counts once", () => {
    const again = (random: () => number) => {
      const users = Array.from({ length: 400 }, () => ({ mean: 0.5 + 0.5 * random(), bucket: random() }));
      return made(6_000, (index) => {
        const user = Math.floor(random() * 400);
        const share = 0.01 + (0.97 * index) / 6_000;
        const candidate = (users[user]?.bucket ?? 0) < share;
        return { unit: `user${user}`, candidate, share, value: random() < (users[user]?.mean ?? 0) ? 1 : 0 };
      });
    };
    expect(verdicts(60, again)).toEqual({ pass: 0, fail: 0, inconclusive: 60 });
    const [one] = streams(1, (random) => resultOf(again(random)));
    expect(one?.read.units).toBeLessThanOrEqual(400);
    expect(one?.read.units_in_both_arms).toBeGreaterThan(100);
  });

  test("six turns of a session that go together, a swing of the day, a shift of workload, a ramp", () => {
    const turns = (random: () => number) =>
      streams(1, () =>
        Array.from({ length: 700 }, (_, session) => {
          const candidate = random() < 0.5;
          const all = random() < 0.3 ? (random() < 0.8 ? 1 : 0) : undefined;
          return Array.from({ length: 6 }, () =>
            lineOf({ unit: `s${session}`, candidate, value: all ?? (random() < 0.8 ? 1 : 0) }, 0),
          );
        }).flat(),
      )[0] ?? [];
    const daily = (random: () => number) =>
      made(5_000, (index) => ({
        candidate: random() < 0.5,
        value: random() < 0.8 + 0.1 * Math.sin(index / 300) ? 1 : 0,
      }));
    const workload = (random: () => number) =>
      made(5_000, (index) => {
        const hard = random() < (index < 2_500 ? 0.2 : 0.7);
        return { candidate: random() < 0.5, value: random() < (hard ? 0.5 : 0.9) ? 1 : 0, attributes: { hard } };
      });
    const ramp = (random: () => number) =>
      made(5_000, (index) => {
        const share = 0.01 + (0.97 * index) / 5_000;
        return { candidate: random() < share, share, value: random() < 0.9 - (0.3 * index) / 5_000 ? 1 : 0 };
      });
    for (const [make, choice] of [
      [turns, {}],
      [daily, {}],
      [workload, { pre: ["hard"] }],
      [ramp, {}],
    ] as const)
      expect(verdicts(60, make, choice)["fail"]).toBeLessThan(few(60));
  });

  test("nor is what cannot be told a pass: no units, one arm, arms that are not as claimed, p of 0 and 1", () => {
    expect(resultOf([]).reason).toBe("no unit was read");
    expect(resultOf(made(2_000, () => ({ candidate: false, value: 1 }))).verdict).toBe("inconclusive");
    const [skewed] = streams(1, (random) =>
      resultOf(made(6_000, () => ({ candidate: random() < 0.4, value: random() < 0.8 ? 1 : 0 }))),
    );
    expect([skewed?.verdict, skewed?.sample_ratio.holds]).toEqual(["inconclusive", true]);
    const certain = resultOf(
      made(500, (index) => ({ candidate: index % 2 === 0, share: index % 2 === 0 ? 1 : 0, value: 1 })),
    );
    expect([certain.verdict, certain.read.units_certain_of_their_arm]).toEqual(["inconclusive", 500]);
  });
});

describe("cohorts that units come into later", () => {
  test("are found where the attribute is on later lines alone", () => {
    const idle = (random: () => number): readonly StreamLine[] =>
      made(4_000, () => ({ candidate: random() < 0.5, value: 1 })).flatMap((line) => {
        const resumes = random() < 0.4;
        return [0, 1, 2].map((turn): StreamLine => {
          const mean = resumes && turn > 0 && line.arm === "candidate" ? 0.6 : 0.8;
          return { ...line, value: random() < mean ? 1 : 0, attributes: { idle_hour: resumes && turn > 0 } };
        });
      });
    const results = streams(10, (random) => resultOf(idle(random), { post: ["idle_hour"], harm: 0.02 }));
    const found = results.filter(({ cohort }) => cohort?.name === "idle_hour=true");
    expect(found.length).toBeGreaterThan(7);
  });

  test("and an attribute of --by that no first line has is said not to have been looked into", () => {
    const lines = made(200, (index) => ({ candidate: index % 2 === 0, value: 1 })).flatMap((line) => [
      line,
      { ...line, attributes: { plan: "free" } },
    ]);
    expect(resultOf(lines, { pre: ["plan", "plann"] }).missing_attributes).toEqual([
      { attribute: "plan", on: "later_lines" },
      { attribute: "plann", on: "no_line" },
    ]);
  });

  test("show nothing by who comes into them, in whatever way the candidate changes that", () => {
    const entering: readonly ((candidate: boolean, hard: boolean) => number)[] = [
      (candidate, hard) => (hard ? 0.8 : candidate ? 0.3 : 0.4),
      (candidate, hard) => (hard ? 0.8 : candidate ? 0 : 0.4),
      (candidate, hard) => (hard ? (candidate ? 0.93 : 0.65) : candidate ? 0 : 0.35),
      (candidate, hard) => (hard ? (candidate ? 0.9 : 0.7) : 0.4),
    ];
    for (const enters of entering) {
      const results = streams(30, (random) => {
        const lines = made(4_000, () => {
          const [candidate, hard] = [random() < 0.5, random() < 0.3];
          const long = random() < enters(candidate, hard);
          return { candidate, value: random() < (hard ? 0.3 : 0.9) ? 1 : 0, attributes: { long } };
        });
        return resultOf(lines, { post: ["long"] });
      });
      expect(results.filter(({ verdict }) => verdict === "fail").length).toBeLessThan(few(30));
      // What is not compared is in no list of what became worse.
      for (const { skewed, cohorts } of results)
        for (const { name, discovered } of cohorts) expect(skewed.includes(name) && discovered).toBe(false);
    }
  });
});

describe("what attributes foretell", () => {
  const tasks = (drop: number) => (random: () => number) =>
    made(8_000, () => {
      const candidate = random() < 0.5;
      const hard = random() < 0.5;
      return {
        candidate,
        value: random() < (hard ? 0.55 : 0.98) - (candidate ? drop : 0) ? 1 : 0,
        attributes: { hard },
      };
    });

  test("needs no units to be told from noise: a drop is found much sooner, and no more is found of nothing", () => {
    const units = (given: readonly string[]): number =>
      streams(40, (random) => {
        const { verdict, units } = resultOf(tasks(0.05)(random), { given });
        return verdict === "fail" ? units : 8_000;
      }).reduce((sum, one) => sum + one, 0);
    expect(units(["hard"])).toBeLessThan(0.85 * units([]));
    expect(verdicts(60, tasks(0), { given: ["hard"] })["fail"]).toBeLessThan(few(60));
  });

  test("is not taken from what the candidate may have changed", () => {
    const shortens = (random: () => number) =>
      made(5_000, () => {
        const candidate = random() < 0.5;
        const difficulty = random();
        const long = difficulty * (candidate ? 0.7 : 1) > 0.5;
        return { candidate, value: random() < 0.95 - 0.4 * difficulty ? 1 : 0, attributes: { long } };
      });
    expect(verdicts(40, shortens, { given: ["long"] })).toEqual({ pass: 0, fail: 0, inconclusive: 40 });
  });
});

describe("what is wrong with a stream", () => {
  test("an attribute that the arm decided is no ground to foretell from, however many values came before", () => {
    const leaking = (random: () => number) =>
      made(6_000, (index) => {
        const candidate = random() < 0.5;
        const build = index < 64 ? `f${index}` : candidate ? "new" : "old";
        return { candidate, value: random() < (candidate ? 0.7 : 0.8) ? 1 : 0, attributes: { build } };
      });
    expect(verdicts(10, leaking, { given: ["build"] })).toEqual({ pass: 0, fail: 0, inconclusive: 10 });
  });

  test("a unit that is in another arm by another signal is reported", () => {
    const lines = made(100, (index) => ({ candidate: index % 2 === 0, value: 1 })).flatMap((line) => [
      { ...line, signal: "a" },
      { ...line, signal: "b", arm: line.arm === "baseline" ? ("candidate" as const) : ("baseline" as const) },
    ]);
    expect(resultOf(lines).read.units_in_both_arms_by_signal).toBe(100);
  });

  test("says how many units give their arm several probabilities, each once, and goes by the first", () => {
    const probabilities = (index: number): number => (index < 3 ? 0.5 : index % 100 === 0 ? 0.4 : 0.5);
    const lines = made(3_000, (index) => ({ candidate: index % 2 === 0, value: 1 })).flatMap((line, index) => [
      line,
      { ...line, p: probabilities(index) },
      { ...line, p: probabilities(index) },
    ]);
    const { read, sample_ratio } = resultOf(lines);
    expect([read.units_with_several_p, sample_ratio.holds]).toEqual([29, false]);
  });

  test("more signals than can be kept apart are refused, and none is passed over", () => {
    const lines = made(300, (index) => ({ candidate: index % 2 === 0, value: 1, signal: `s${index}` }));
    expect(() => resultOf(lines)).toThrow('is of the signal "s256", the 257th');
  });

  test("nothing passes where those who fared badly are missing", () => {
    const missing = (random: () => number) =>
      made(4_000, () => {
        for (;;) {
          const candidate = random() < 0.5;
          const value = random() < (candidate ? 0.7 : 0.8) ? 1 : 0;
          if (!candidate || value === 1 || random() < 0.4) return { candidate, value };
        }
      });
    expect(verdicts(20, missing)["pass"]).toBeLessThan(3);
  });
});

describe("several signals", () => {
  test("share what is staked: one that falls fails, and all have to be ruled out to pass", () => {
    const both = (drop: number) => (random: () => number) =>
      Array.from({ length: 16_000 }, (_, index) => {
        const candidate = random() < 0.5;
        return ["good", "worse"].map((signal) =>
          lineOf(
            { candidate, signal, value: random() < (candidate && signal === "worse" ? 0.8 - drop : 0.8) ? 1 : 0 },
            index,
          ),
        );
      }).flat();
    const [fell] = streams(1, (random) => resultOf(both(0.06)(random)));
    expect([fell?.verdict, fell?.signal]).toEqual(["fail", "worse"]);
    const [same] = streams(1, (random) => resultOf(both(0)(random)));
    expect([same?.verdict, same?.signals.length]).toEqual(["pass", 2]);
  });
});
