import { expect, test } from "bun:test";
import { normalMsprt } from "./normal-msprt.ts";

const VALUES = [1, 1, 1, 0, 1, 0, 0, 0];

test("the mixture's evidence is the mean likelihood ratio over normal effects", () => {
  const [tau, drop, variance] = [0.4, 0.5, 0.125];
  const watch = normalMsprt(8, tau).start();
  const seen = VALUES.map((value, at) => watch.add(at >= 4, value)).at(-1)!;
  let mean = 0;
  const step = 0.001;
  for (let effect = -4; effect < 4; effect += step) {
    const density = Math.exp(-(effect ** 2) / (2 * tau ** 2)) / (tau * Math.sqrt(2 * Math.PI));
    mean += density * step * Math.exp((drop * effect - effect ** 2 / 2) / variance);
  }
  expect(seen).toBeCloseTo(Math.log(mean), 6);
});

test("a rise is no evidence of a fall", () => {
  const watch = normalMsprt(8, 0.4).start();
  expect(VALUES.map((value, at) => watch.add(at < 4, value)).at(-1)).toBe(-Infinity);
});
