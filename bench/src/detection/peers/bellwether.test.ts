import { expect, test } from "bun:test";
import { ChangeDetector } from "../../../../server/src/quality/statistics/change-detector.ts";
import { randomOf } from "../random.ts";
import { bellwetherArms, bellwetherChange } from "./bellwether.ts";

test("the statistic of our detector says at which run lengths it would have alarmed by then", () => {
  for (const runLength of [500, 5_000, 50_000]) {
    for (let stream = 0; stream < 20; stream++) {
      const random = randomOf(9, stream);
      const watch = bellwetherChange(0.8, 100_000).start();
      const detector = new ChangeDetector({ mean: 0.8, runLength });
      const [byStatistic, byItself] = [[] as number[], [] as number[]];
      for (let unit = 0; unit < 1_500; unit++) {
        const value = random() < 0.75 ? 1 : 0;
        if (watch.add(value) >= Math.log(runLength)) byStatistic.push(unit);
        if (detector.add(value)) byItself.push(unit);
      }
      expect(byStatistic[0]).toBe(byItself[0]);
    }
  }
});

test("the statistic of our comparison is its evidence for a rollback", () => {
  const { threshold, start } = bellwetherArms(0.5);
  const random = randomOf(9, 1);
  const watch = start();
  let seen = 0;
  for (let unit = 0; unit < 1_000 && seen < threshold; unit++) {
    const candidate = random() < 0.5;
    seen = watch.add(candidate, random() < (candidate ? 0.4 : 0.8) ? 1 : 0);
  }
  expect(seen).toBeGreaterThanOrEqual(Math.log(20));
});
