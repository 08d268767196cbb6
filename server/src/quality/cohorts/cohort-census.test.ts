import { describe, expect, test } from "bun:test";
import type { Attributes } from "./attribute-values.ts";
import { CohortCensus, type CohortLimits } from "./cohort-census.ts";
import type { CohortPlan } from "./cohort-plan.ts";
import { cohortName } from "./cohort.ts";

const LIMITS: CohortLimits = { leastUnits: 5, values: 3, cohorts: 12 };

function planOf(
  units: readonly (Attributes | undefined)[],
  pre: readonly string[],
  post: readonly string[] = [],
): CohortPlan {
  const census = new CohortCensus(pre, post, LIMITS);
  for (const unit of units) census.add(unit);
  return census.plan();
}
const namesIn = (plan: CohortPlan, unit: Attributes | undefined): readonly string[] => {
  const into = plan.room;
  const count = plan.place(unit, into);
  return [...into.subarray(0, count)].map((stream) =>
    cohortName(plan.cohorts[stream]?.cohort ?? { traits: [], post: false }),
  );
};
const repeated = (count: number, ...units: readonly Attributes[]): readonly Attributes[] =>
  Array.from({ length: count }, (_, index) => units[index % units.length] ?? {});

describe("a census of cohorts", () => {
  test("knows each cohort's share of the units, whatever comes of a unit later", () => {
    const census = new CohortCensus(["plan"], ["long", "idle"], LIMITS);
    for (let unit = 0; unit < 400; unit++) {
      census.add({ plan: unit % 4 === 0 ? "free" : "pro" });
      for (const name of ["long", "idle"]) if (unit % 2 === 0) census.add({ [name]: true }, true);
    }
    const shares = census.plan().cohorts.map(({ cohort, share }) => [cohortName(cohort), share]);
    expect(Object.fromEntries(shares)).toMatchObject({ "plan=free": 0.25, "plan=pro": 0.75 });
    expect(shares.filter(([name]) => /long|idle/.test(String(name))).map(([, share]) => share)).toEqual([0.5, 0.5]);
  });

  const grid = repeated(80, ...["free", "pro"].flatMap((plan) => ["cli", "web"].map((client) => ({ plan, client }))));

  test("plans every value and every pair of them, with a third of the stake on each depth", () => {
    const plan = planOf(grid, ["plan", "client"]);
    expect(plan.cohorts.map(({ cohort }) => cohortName(cohort))).toEqual([
      "all units",
      "plan=free",
      "plan=pro",
      "client=cli",
      "client=web",
      "plan=free, client=cli",
      "plan=free, client=web",
      "plan=pro, client=cli",
      "plan=pro, client=web",
    ]);
    const weights = plan.cohorts.map(({ weight }) => weight);
    expect(weights.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 12);
    expect([weights[0], weights[1], weights[5]]).toEqual([1 / 3, 1 / 12, 1 / 12]);
    expect(namesIn(plan, { plan: "pro", client: "cli" })).toEqual([
      "all units",
      "plan=pro",
      "client=cli",
      "plan=pro, client=cli",
    ]);
  });

  test("puts units that lack an attribute, or have a value of few, into what they have", () => {
    const plan = planOf([...grid, { plan: "odd", client: "cli" }], ["plan", "client"]);
    expect(namesIn(plan, { plan: "odd", client: "cli" })).toEqual(["all units", "client=cli"]);
    expect(namesIn(plan, undefined)).toEqual(["all units"]);
    expect(plan.dropped).toEqual([{ attribute: "plan", values: 1, reason: "few_units" }]);
  });

  test("bounds what it tracks, and says what it dropped", () => {
    const many = Array.from({ length: 4_000 }, (_, index) => ({
      user: `u${index}`,
      plan: index % 2 === 0 ? "free" : "pro",
    }));
    const plan = planOf(many, ["user", "plan"]);
    expect(plan.cohorts.length).toBe(3);
    expect(plan.dropped).toEqual([{ attribute: "user", values: 512, reason: "many_values" }]);
    const wide = repeated(400, ...Array.from({ length: 8 }, (_, index) => ({ a: `v${index}` })));
    expect(planOf(wide, ["a"]).cohorts.length).toBe(4);
  });

  test("does not plan a pair that is one of its halves again", () => {
    const tied = repeated(100, { plan: "free", tier: "low" }, { plan: "pro", tier: "high" });
    const names = planOf(tied, ["plan", "tier"]).cohorts.map(({ cohort }) => cohortName(cohort));
    expect(names.filter((name) => name.includes(","))).toEqual([]);
  });

  test("cuts many numbers into quarters, and leaves few of them names", () => {
    const sizes = Array.from({ length: 1_200 }, (_, index) => ({ tokens: index % 400, retries: index % 3 }));
    const names = planOf(sizes, ["tokens", "retries"]).cohorts.map(({ cohort }) => cohortName(cohort));
    expect(names.filter((name) => !name.includes(",") && name.startsWith("tokens"))).toHaveLength(3);
    expect(names).toContain("retries=2");
    expect(names.some((name) => /^tokens=(<=|>|\d+\.\.)/.test(name))).toBe(true);
  });

  test("keeps post attributes apart: they are in no pair, and a unit is in one by its trigger alone", () => {
    const units = repeated(60, { plan: "free", idle: true }, { plan: "free", idle: false });
    const plan = planOf(units, ["plan"], ["idle"]);
    expect(plan.cohorts.map(({ cohort }) => [cohortName(cohort), cohort.post])).toEqual([
      ["all units", false],
      ["plan=free", false],
      ["idle=true", true],
    ]);
    expect(namesIn(plan, { plan: "free", idle: true })).toEqual(["all units", "plan=free"]);
    const into = plan.room;
    expect([plan.placePost({ idle: true }, into), into[0], plan.placePost({ idle: false }, into)]).toEqual([1, 2, 0]);
  });
});
