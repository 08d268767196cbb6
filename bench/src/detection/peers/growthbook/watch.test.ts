import { expect, test } from "bun:test";
import { randomOf } from "../../random.ts";
import { TwoArmSums } from "../arm-sums.ts";
import { effectOf } from "./effect.ts";
import { sequentialTest } from "./sequential.ts";
import { growthbookSequential } from "./watch.ts";

test("GrowthBook's watch alarms at the looks at which the interval leaves no effect behind", () => {
  const { threshold, start } = growthbookSequential(500);
  const watch = start();
  const sums = new TwoArmSums();
  const random = randomOf(2, 2);
  let alarms = 0;
  for (let unit = 1; unit <= 10_000; unit++) {
    const candidate = random() < 0.5;
    const value = random() < (candidate ? 0.77 : 0.8) ? 1 : 0;
    sums.add(candidate, value);
    const seen = watch.add(candidate, value);
    if (unit % 500 !== 0) {
      expect(seen).toBe(-Infinity);
      continue;
    }
    const { upper } = sequentialTest(effectOf(sums.of("baseline"), sums.of("candidate"), "absolute"), "lesser");
    expect(seen > threshold).toBe(upper < 0);
    if (upper < 0) alarms++;
  }
  expect(alarms).toBeGreaterThan(0);
});
