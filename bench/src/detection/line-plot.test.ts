import { describe, expect, test } from "bun:test";
import { SaxesParser } from "saxes";
import { linePlot } from "./line-plot.ts";
import { pngOf } from "./png.ts";
import type { Plot } from "./study.ts";

const PLOT: Plot = {
  id: "plot",
  title: "Delay & false alarms",
  x: "share",
  y: "units",
  lines: [
    {
      name: "ours",
      points: [
        [0.01, 9_000],
        [0.1, 4_000],
      ],
      ours: true,
    },
    {
      name: "theirs <1>",
      points: [
        [0.01, 9_100],
        [0.1, 4_050],
      ],
    },
    { name: "none", points: [] },
    {
      name: "bound",
      points: [
        [0.01, 5_000],
        [0.1, 2_000],
      ],
      bound: true,
    },
  ],
};

describe("a plot of lines", () => {
  test("is a document that can be read, whatever names have in them", () => {
    const texts: string[] = [];
    const parser = new SaxesParser();
    parser.on("text", (text) => texts.push(text));
    parser.write(linePlot(PLOT)).close();
    for (const text of ["Delay & false alarms", "theirs <1>", "bound", "5,000"]) expect(texts).toContain(text);
  });

  test("has no line for what has no points, and no two names in one place", () => {
    const svg = linePlot(PLOT);
    expect(svg.match(/<polyline/g)).toHaveLength(3);
    const heights = [...svg.matchAll(/<text x="662\.0" y="([\d.]+)"/g)].map((match) => Number(match[1]));
    expect(heights).toHaveLength(3);
    expect(Math.abs(heights[0]! - heights[1]!)).toBeGreaterThan(15);
  });

  test("has marks enough to be read, however narrow its range is", () => {
    const points = [
      [1, 1.16],
      [10, 1.4],
    ] as const;
    const marks = linePlot({ ...PLOT, lines: [{ name: "narrow", points }] }).match(/text-anchor="end">/g);
    expect(marks?.length).toBeGreaterThanOrEqual(2);
  });

  test("can be had as a PNG", () => {
    expect(Buffer.from(pngOf(linePlot(PLOT)).slice(1, 4)).toString()).toBe("PNG");
  });
});
