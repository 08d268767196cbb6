import { describe, expect, test } from "bun:test";
import { CohortCensus } from "../cohorts/cohort-census.ts";
import { randomOf } from "../statistics/seeded-random.ts";
import { Confirmation } from "./confirmation.ts";

const OPTIONS = { harm: 0, margin: 0.03 };

function planOf(pre: readonly string[], post: readonly string[]) {
  const census = new CohortCensus(pre, post);
  for (let unit = 0; unit < 2_000; unit++) census.add({ long: true, plan: unit % 4 === 0 ? "free" : "pro" });
  return census.plan();
}

/** What came of it in so many runs. */
const runs = <T>(count: number, run: (random: () => number) => T): readonly T[] =>
  Array.from({ length: count }, (_, seed) => run(randomOf(seed + 1)));

describe("a confirmation", () => {
  test("of all units counts each once, and not again for the hard ones that a trigger brings into a cohort", () => {
    const plan = planOf([], ["long"]);
    const found = runs(60, (random) => {
      const confirmation = new Confirmation(plan, { stream: 0, drop: 0.05 }, OPTIONS, 0.05);
      for (let unit = 0; unit < 2_000; unit++) {
        const candidate = random() < 0.5;
        const value = random() < 0.8 ? 1 : 0;
        const observation = { arm: candidate ? "candidate" : "baseline", value, probability: 0.5 } as const;
        confirmation.add(observation, {}, unit, false);
        const stays = candidate ? value === 0 || random() < 0.5 : random() < 0.6;
        if (stays) confirmation.add(observation, { long: true }, unit, true);
      }
      return confirmation.found;
    });
    expect(found.every(({ units }) => units === 2_000)).toBe(true);
    expect(found.filter(({ confirmed }) => confirmed).length).toBeLessThanOrEqual(8);
  });

  test("of a cohort is not put off where less was seen than there is, as a drop began late", () => {
    const plan = planOf(["plan"], []);
    const stream = plan.cohorts.findIndex(({ cohort }) => cohort.traits[0]?.value === "free");
    const unitsFor = (seen: number): number => {
      const needed = runs(100, (random) => {
        const confirmation = new Confirmation(plan, { stream, drop: seen }, OPTIONS, 0.05);
        for (let unit = 1; ; unit++) {
          const candidate = random() < 0.5;
          const value = random() < (candidate ? 0.65 : 0.8) ? 1 : 0;
          const observation = { arm: candidate ? "candidate" : "baseline", value, probability: 0.5 } as const;
          confirmation.add(observation, { plan: "free" }, unit, false);
          if (confirmation.found.confirmed) return unit;
        }
      });
      return needed.toSorted((a, b) => a - b)[50] ?? 0;
    };
    expect(unitsFor(0.02)).toBeLessThan(2 * unitsFor(0.15));
  });
});
