import { expect, test } from "bun:test";
import { randomOf } from "../random.ts";
import { pageHinkley } from "./page-hinkley.ts";

test("Page and Hinkley's test stays low on a stream that stays, and rises with one that falls", () => {
  const random = randomOf(3, 1);
  const { threshold, start } = pageHinkley();
  const watch = start();
  let most = -Infinity;
  for (let unit = 0; unit < 2_000; unit++) most = Math.max(most, watch.add(random() < 0.8 ? 1 : 0));
  expect(most).toBeLessThan(threshold);
  for (let unit = 0; unit < 1_000; unit++) most = Math.max(most, watch.add(random() < 0.5 ? 1 : 0));
  expect(most).toBeGreaterThan(threshold);
});

test("it says nothing of its first thirty values", () => {
  const watch = pageHinkley().start();
  const seen = Array.from({ length: 30 }, () => watch.add(1));
  expect(seen.findIndex((one) => one > -Infinity)).toBe(29);
});
