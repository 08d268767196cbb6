import { escaped } from "../../../server/src/core/markup.ts";
import type { Line, Plot } from "./study.ts";

const [WIDTH, HEIGHT] = [900, 520];
const [LEFT, RIGHT, TOP, BOTTOM] = [76, 250, 50, 56];
const COLORS = [
  "#3f7d5c",
  "#c2572b",
  "#3b6ea5",
  "#8a5aa8",
  "#b08a1e",
  "#4a9a9a",
  "#a33b5c",
  "#6b6b6b",
  "#7a9a3a",
  "#d08a6a",
];
/** Where marks are in each power of ten, from coarse to fine: the first of which there are enough is taken. */
const STEPS = [
  [1, 2, 5],
  [1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 4, 5, 6, 7, 8, 9],
] as const;
const ENOUGH = 3;

/** A logarithmic scale and its marks. */
function logScale(values: readonly number[], from: number, to: number) {
  const low = Math.log(Math.min(...values) / 1.1);
  const high = Math.log(Math.max(...values) * 1.1);
  const at = (value: number): number => from + ((Math.log(value) - low) / (high - low)) * (to - from);
  const powers = Array.from(
    { length: Math.ceil(high / Math.LN10) - Math.floor(low / Math.LN10) + 1 },
    (_, index) => Math.floor(low / Math.LN10) + index,
  );
  const [coarse, fine] = STEPS.map((steps) =>
    powers
      .flatMap((power) => steps.map((step) => Number((step * 10 ** power).toPrecision(3))))
      .filter((mark) => Math.log(mark) >= low && Math.log(mark) <= high),
  );
  return { at, marks: coarse!.length >= ENOUGH ? coarse! : fine! };
}

/** Lines on logarithmic axes, their names beside their ends. @returns an SVG document that can be read on light and on dark ground. */
export function linePlot({ title, x, y, lines }: Plot): string {
  const drawn = lines.filter(({ points }) => points.length > 0);
  const across = logScale(
    drawn.flatMap(({ points }) => points.map(([value]) => value)),
    LEFT,
    WIDTH - RIGHT,
  );
  const up = logScale(
    drawn.flatMap(({ points }) => points.map(([, value]) => value)),
    HEIGHT - BOTTOM,
    TOP,
  );
  const text = (at: readonly [number, number], words: string, more = ""): string =>
    `<text x="${at[0].toFixed(1)}" y="${at[1].toFixed(1)}"${more}>${escaped(words)}</text>`;
  const grid = [
    ...across.marks.map((mark) => {
      const at = across.at(mark);
      return `<line x1="${at.toFixed(1)}" y1="${TOP}" x2="${at.toFixed(1)}" y2="${HEIGHT - BOTTOM}" stroke="#e4e4e4"/>${text([at, HEIGHT - BOTTOM + 18], String(mark), ' text-anchor="middle"')}`;
    }),
    ...up.marks.map((mark) => {
      const at = up.at(mark);
      return `<line x1="${LEFT}" y1="${at.toFixed(1)}" x2="${WIDTH - RIGHT}" y2="${at.toFixed(1)}" stroke="#e4e4e4"/>${text([LEFT - 8, at + 4], mark.toLocaleString("en-US"), ' text-anchor="end"')}`;
    }),
  ];
  const paths = drawn.map((line, index) => {
    const points = line.points.map(([a, b]) => `${across.at(a).toFixed(1)},${up.at(b).toFixed(1)}`);
    const color = line.bound === true ? "#222" : COLORS[index % COLORS.length]!;
    const style = `stroke-width="${line.ours === true ? 3.5 : 1.6}"${line.bound === true ? ' stroke-dasharray="5 4"' : ""}`;
    const dots = points.map((point) => {
      const [cx, cy] = point.split(",");
      return `<circle cx="${cx}" cy="${cy}" r="${line.ours === true ? 3.5 : 2.2}" fill="${color}"/>`;
    });
    return `<polyline points="${points.join(" ")}" fill="none" stroke="${color}" ${style}/>${dots.join("")}`;
  });
  const names = placed(drawn, (line) => up.at(line.points.at(-1)![1])).map(({ line, index, at }) => {
    const color = line.bound === true ? "#222" : COLORS[index % COLORS.length]!;
    const weight = line.ours === true ? ' font-weight="600"' : "";
    return text([WIDTH - RIGHT + 12, at + 4], line.name, ` fill="${color}"${weight}`);
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" font-family="system-ui, sans-serif" font-size="13">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    text([16, 28], title, ' font-size="15" font-weight="600"'),
    ...grid,
    text([(LEFT + WIDTH - RIGHT) / 2, HEIGHT - 14], x, ' text-anchor="middle"'),
    `<text transform="translate(18 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">${escaped(y)}</text>`,
    ...paths,
    ...names,
    "</svg>\n",
  ].join("\n");
}

const APART = 17;

/** Where names go so that none lies on another: at their line's end, or as far below as it takes; up again at the foot. */
function placed(lines: readonly Line[], ideal: (line: Line) => number) {
  const all = lines.map((line, index) => ({ line, index, at: ideal(line) })).toSorted((a, b) => a.at - b.at);
  for (const [order, one] of all.entries()) one.at = Math.max(one.at, (all[order - 1]?.at ?? -Infinity) + APART);
  for (let order = all.length - 1; order >= 0; order--)
    all[order]!.at = Math.min(all[order]!.at, (all[order + 1]?.at ?? HEIGHT - BOTTOM + APART) - APART);
  return all;
}
