import { describe, expect, test } from "bun:test";
import { streams } from "../fixtures/streams.ts";
import { randomOf } from "../statistics/seeded-random.ts";
import type { GateOptions } from "./gate.ts";
import { gateReport } from "./report.ts";
import type { ResultLine } from "./result-line.ts";
import { SuiteResults } from "./suite-results.ts";

const OPTIONS: GateOptions = { harm: 0.01, margin: 0.03, alpha: 0.05, claim: "suite", by: [] };

/** Results of a suite, of which each scenario gives its values under both versions. */
function suiteOf(
  scenarios: number,
  one: (index: number) => readonly [baseline: number, candidate: number],
  rest: (index: number) => Partial<ResultLine> = () => ({}),
): SuiteResults {
  const results = new SuiteResults();
  for (let index = 0; index < scenarios; index++) {
    const [baseline, candidate] = one(index);
    const line = { scenario: `s${index}`, repeat: "0", ...rest(index) };
    results.add("baseline", { ...line, value: baseline });
    results.add("candidate", { ...line, value: candidate });
  }
  return results;
}
/** One in ten scenarios differs; so much more of them are lost. */
const fresh = (random: () => number, drop: number) => (): readonly [number, number] => {
  const at = random();
  return at < (0.1 + drop) / 2 ? [1, 0] : at < 0.1 ? [0, 1] : [1, 1];
};

describe("a gate on results", () => {
  test("fails what lost eight points and passes what is the same, from a part of the suite", () => {
    const worse = gateReport(suiteOf(1_000, fresh(randomOf(1), 0.08)), OPTIONS, 1);
    expect([worse.verdict, worse.pairs < 400]).toEqual(["fail", true]);
    const same = gateReport(
      suiteOf(1_000, (index) => (index % 20 === 0 ? [1, 0] : index % 20 === 1 ? [0, 1] : [1, 1])),
      OPTIONS,
      1,
    );
    expect([same.verdict, same.pairs < 1_000, same.whole.loss]).toEqual(["pass", true, 0]);
  });

  test("comes to the same whatever the order of its files, and to another order with another seed", () => {
    const build = (turn: (index: number) => number): SuiteResults => {
      const results = new SuiteResults();
      for (let index = 0; index < 400; index++) {
        const scenario = `s${turn(index)}`;
        const lost = turn(index) % 16 === 0;
        results.add("baseline", { scenario, repeat: "0", value: 1 });
        results.add("candidate", { scenario, repeat: "0", value: lost ? 0 : 1 });
      }
      return results;
    };
    const forward = gateReport(
      build((index) => index),
      OPTIONS,
      7,
    );
    expect(
      gateReport(
        build((index) => 399 - index),
        OPTIONS,
        7,
      ),
    ).toEqual(forward);
    const orders = new Set(
      Array.from(
        { length: 6 },
        (_, seed) =>
          gateReport(
            build((index) => index),
            OPTIONS,
            seed,
          ).pairs,
      ),
    );
    expect(orders.size).toBeGreaterThan(1);
  });

  test("finds the cohort that an average hides", () => {
    const kinds = (index: number): Partial<ResultLine> => ({
      attributes: { kind: index % 2 === 0 ? "prime" : "composite" },
    });
    const hidden = suiteOf(
      400,
      (index) => (index % 2 === 0 ? [1, index % 10 === 0 ? 1 : 0] : [index % 10 < 3 ? 1 : 0, 1]),
      kinds,
    );
    const found = gateReport(hidden, { ...OPTIONS, by: ["kind"] }, 1);
    expect([found.verdict, found.cohort?.name]).toEqual(["fail", "kind=prime"]);
    expect(found.cohort?.estimate).toBeGreaterThan(0.5);
  });

  test("fails no suite for a cohort of which some lost by chance", () => {
    const failed = streams(150, (random) => {
      const cohorts = suiteOf(400, fresh(random, 0), () => ({
        attributes: { a: Math.floor(random() * 5), b: Math.floor(random() * 4) },
      }));
      const { verdict, cohort } = gateReport(cohorts, { ...OPTIONS, by: ["a", "b"] }, 1);
      return verdict === "fail" && cohort !== null ? 1 : 0;
    });
    expect(failed.filter((one) => one === 1).length).toBeLessThan(150 * (0.05 + 3 * Math.sqrt((0.05 * 0.95) / 150)));
  });

  test("takes the same answer with another score for a change of the scorer, and not of the product", () => {
    const rescored = suiteOf(
      300,
      (index) => [1, index % 3 === 0 ? 0 : 1],
      (index) => ({ outputDigest: `d${index}` }),
    );
    const found = gateReport(rescored, OPTIONS, 1);
    expect([found.verdict, found.scorer_changes.length, found.whole.loss]).toEqual(["pass", 100, 0]);
    const other = suiteOf(300, (index) => [1, index % 3 === 0 ? 0 : 1]);
    expect(gateReport(other, OPTIONS, 1).verdict).toBe("fail");
  });

  test("passes nothing of which scenarios did not run, and averages repeats", () => {
    const results = suiteOf(300, () => [1, 1]);
    results.add("baseline", { scenario: "never", repeat: "0", value: 1 });
    const found = gateReport(results, OPTIONS, 1);
    expect([found.verdict, found.only_baseline]).toEqual(["inconclusive", ["never"]]);
    expect(found.reason).toContain("cannot pass");
    const repeats = new SuiteResults();
    for (const [repeat, value] of [
      ["0", 1],
      ["1", 0],
    ] as const)
      repeats.add("baseline", { scenario: "a", repeat, value });
    repeats.add("candidate", { scenario: "a", repeat: "0", value: 0.5 });
    expect(repeats.pairs[0]?.loss).toBe(0);
    expect(() => repeats.add("candidate", { scenario: "a", repeat: "0", value: 1 })).toThrow("is there already");
  });

  test("says of new answers what can be said, exactly where no harm is allowed and outcomes are right or wrong", () => {
    const product: GateOptions = { ...OPTIONS, claim: "product", harm: 0 };
    const lost = gateReport(
      suiteOf(400, (index) => (index % 4 === 0 ? [1, 0] : [1, 1])),
      product,
      1,
    );
    // Only lost ones differ: the fifth or sixth of them is enough against one half.
    expect([lost.verdict, lost.pairs < 40]).toEqual(["fail", true]);
    const short = gateReport(suiteOf(40, fresh(randomOf(2), 0)), product, 1);
    expect(short.verdict).toBe("inconclusive");
    expect(short.reason).toContain("advised");
  });

  test("is inconclusive about nothing", () => {
    const found = gateReport(new SuiteResults(), OPTIONS, 1);
    expect([found.verdict, found.pairs, found.reason]).toEqual([
      "inconclusive",
      0,
      "no scenario has results of both versions",
    ]);
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });
});

test("a kind of a few scenarios is looked at too, and of one that is not it is said", () => {
  const kinds = (index: number): string => (index < 25 ? "voice" : index < 28 ? "video" : "text");
  const report = gateReport(
    suiteOf(
      1_000,
      (index) => (index < 20 ? [1, 0] : [1, 1]),
      (index) => ({ attributes: { kind: kinds(index) } }),
    ),
    { ...OPTIONS, by: ["kind", "sort"] },
    1,
  );
  expect([report.verdict, report.cohort?.name]).toEqual(["fail", "kind=voice"]);
  expect(report.dropped).toEqual([{ attribute: "kind", values: 1, reason: "few_units" }]);
  expect(report.missing_attributes).toEqual(["sort"]);
});

describe("infrastructure errors in a suite", () => {
  const suite = (
    error: (side: "baseline" | "candidate", scenario: number, repeat: number) => boolean,
  ): SuiteResults => {
    const results = new SuiteResults();
    for (const side of ["baseline", "candidate"] as const)
      for (let scenario = 0; scenario < 400; scenario++)
        for (let repeat = 0; repeat < 3; repeat++)
          results.add(side, {
            scenario: `s${scenario}`,
            repeat: String(repeat),
            value: error(side, scenario, repeat) ? 0 : 1,
            ...(error(side, scenario, repeat) ? { error: "timeout" } : {}),
          });
    return results;
  };

  test("are no lost answers", () => {
    const report = gateReport(
      suite((_, scenario, repeat) => (scenario + repeat) % 5 === 0),
      OPTIONS,
      1,
    );
    expect([report.verdict, report.whole.loss]).toEqual(["pass", 0]);
    expect(report.infrastructure).toMatchObject({ baseline: 240, candidate: 240 });
  });

  test("keep from passing a candidate that meets more of them", () => {
    const report = gateReport(
      suite((side, scenario, repeat) => side === "candidate" && repeat === 0 && scenario % 20 === 0),
      OPTIONS,
      1,
    );
    expect([report.verdict, report.reason]).toEqual([
      "inconclusive",
      "infrastructure errors were met more often under the candidate in 20 scenarios and less often in 0: what was not answered cannot pass",
    ]);
  });

  test("leave a scenario that met nothing else without a result", () => {
    const report = gateReport(
      suite((side, scenario) => side === "candidate" && scenario === 7),
      OPTIONS,
      1,
    );
    expect([report.verdict, report.only_baseline]).toEqual(["inconclusive", ["s7"]]);
  });
});
