import { expect, test } from "bun:test";
import { randomOf } from "../../random.ts";
import { classify } from "./classifier.ts";
import { kayentaCanary } from "./watch.ts";

const POINTS = 12;
const UNITS = 80;

test("Kayenta's watch alarms where its classifier says low", () => {
  const verdicts: boolean[] = [];
  for (let stream = 0; stream < 60; stream++) {
    const random = randomOf(4, stream);
    const { threshold, start } = kayentaCanary({ units: UNITS, points: POINTS, tolerance: 0.25 });
    const watch = start();
    const means: [number[], number[]] = [[], []];
    let seen = -Infinity;
    for (let point = 0; point < POINTS; point++) {
      const sums = [0, 0];
      for (let unit = 0; unit < UNITS; unit++) {
        const arm = unit % 2;
        const value = random() < (arm === 1 ? 0.72 : 0.8) ? 1 : 0;
        sums[arm]! += value / (UNITS / 2);
        seen = watch.add(arm === 1, value);
      }
      means[0].push(Math.round(sums[0]! * 40) / 40);
      means[1].push(Math.round(sums[1]! * 40) / 40);
    }
    const options = { tolerance: 0.25, confidence: 0.98, direction: "Decrease" } as const;
    expect(seen > threshold).toBe(classify(means[1], means[0], options) === "Low");
    verdicts.push(seen > threshold);
  }
  expect(new Set(verdicts).size).toBe(2);
});

test("it says nothing where every point is the same", () => {
  const watch = kayentaCanary({ units: 2, points: 1, tolerance: 0.25 }).start();
  watch.add(false, 1);
  expect(watch.add(true, 1)).toBe(-Infinity);
});
