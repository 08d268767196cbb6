import { expect, test } from "bun:test";
import { barPlot } from "./plot.ts";

const widthsOf = (svg: string): readonly number[] =>
  [...svg.matchAll(/<rect x="250"[^>]* width="([\d.]+)"/g)].map((match) => Number(match[1]));

test("bars are as long as their values, whatever they are called", () => {
  const svg = barPlot("a <title>", "x", [
    { name: 'one & "two"', value: 1 },
    { name: "four", value: 4 },
  ]);
  const [one = 0, four = 0] = widthsOf(svg);
  expect(four / one).toBeCloseTo(4, 1);
  expect(svg).toContain("one &amp; &quot;two&quot;");
  expect(svg).not.toContain("<title>");
});

test("what is beyond the target has another color, and the target a line", () => {
  const svg = barPlot(
    "t",
    "x",
    [
      { name: "in", value: 1 },
      { name: "out", value: 3 },
    ],
    2,
  );
  expect(svg.match(/#3f7d5c/g)).toHaveLength(1);
  expect(svg.match(/#c2572b/g)).toHaveLength(1);
  expect(svg).toContain("<line ");
});
