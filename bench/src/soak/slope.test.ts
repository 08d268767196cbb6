import { expect, test } from "bun:test";
import { slopeOf } from "./slope.ts";

const line = (rss: (index: number) => number) =>
  Array.from({ length: 200 }, (_, index) => ({ requests: index * 5_000, rss: rss(index) }));

test("a slope is found through noise, and the noise is in its interval", () => {
  const wave = (index: number): number => Math.sin(index * 12.9898) * 5;
  const rising = slopeOf(line((index) => 100 + (index * 5_000 * 3) / 100_000 + wave(index)));
  expect(Math.abs(rising.slope - 3)).toBeLessThan(rising.within);
  expect(rising.slope - rising.within).toBeGreaterThan(0);
  const flat = slopeOf(line((index) => 100 + wave(index)));
  expect(Math.abs(flat.slope)).toBeLessThan(flat.within);
});
