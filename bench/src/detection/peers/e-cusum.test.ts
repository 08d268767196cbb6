import { expect, test } from "bun:test";
import { randomOf } from "../random.ts";
import { eCusum } from "./e-cusum.ts";

test("e-CUSUM starts again where its evidence is less than none, so that good times cost it nothing", () => {
  const { start } = eCusum(0.8, 1_000);
  const [late, fresh] = [start(), start()];
  for (let unit = 0; unit < 500; unit++) late.add(1);
  // All of its parts are below 1: the next value finds it as it was in the beginning.
  expect(late.add(0)).toBeCloseTo(fresh.add(0), 12);
});

test("it alarms where a stream falls, and seldom where it does not", () => {
  const { threshold, start } = eCusum(0.8, 1_000);
  const random = randomOf(5, 2);
  const watch = start();
  let largest = -Infinity;
  for (let unit = 0; unit < 500; unit++) largest = Math.max(largest, watch.add(random() < 0.8 ? 1 : 0));
  expect(largest).toBeLessThan(threshold);
  for (let unit = 0; unit < 500; unit++) largest = Math.max(largest, watch.add(random() < 0.5 ? 1 : 0));
  expect(largest).toBeGreaterThan(threshold);
});
