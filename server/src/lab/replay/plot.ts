import { escaped } from "../../core/markup.ts";

/** A line of a plot. */
export interface PlotLine {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly dashed: boolean;
}

/** What a plot shows. */
export interface LinesPlot {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  /** Two and two of one colour: with, and without. */
  readonly lines: readonly PlotLine[];
}

const [WIDTH, HEIGHT] = [900, 440];
const [LEFT, RIGHT, TOP, BOTTOM] = [64, 330, 50, 52];
const COLOURS = ["#3f7d5c", "#c2572b", "#3b6ea5", "#8a5aa8", "#b08a1e"];
const MARKS = 5;
const APART = 18;

/** Lines on axes that begin at 0, their names beside them. @returns an SVG document that can be read on light and on dark ground. */
export function linesPlot({ title, x, y, lines }: LinesPlot): string {
  const points = lines.flatMap(({ points }) => points);
  const [mostX, mostY] = [Math.max(1, ...points.map(([at]) => at)), Math.max(1.1, ...points.map(([, value]) => value))];
  const across = (at: number): number => LEFT + (at / mostX) * (WIDTH - LEFT - RIGHT);
  const up = (value: number): number => HEIGHT - BOTTOM - (value / mostY) * (HEIGHT - TOP - BOTTOM);
  const text = (at: readonly [number, number], words: string, more = ""): string =>
    `<text x="${at[0].toFixed(1)}" y="${at[1].toFixed(1)}"${more}>${escaped(words)}</text>`;
  const marks = Array.from({ length: MARKS + 1 }, (_, index) => index / MARKS);
  const grid = marks.flatMap((part) => {
    const [atX, atY] = [across(part * mostX), up(part * mostY)];
    return [
      `<line x1="${LEFT}" y1="${atY.toFixed(1)}" x2="${WIDTH - RIGHT}" y2="${atY.toFixed(1)}" stroke="#e4e4e4"/>`,
      text([LEFT - 8, atY + 4], (part * mostY).toFixed(2), ' text-anchor="end"'),
      text([atX, HEIGHT - BOTTOM + 18], String(Math.round(part * mostX)), ' text-anchor="middle"'),
    ];
  });
  const drawn = lines.flatMap(({ name, points, dashed }, index) => {
    const colour = COLOURS[Math.floor(index / 2) % COLOURS.length] ?? "#222";
    const path = points.map(([at, value]) => `${across(at).toFixed(1)},${up(value).toFixed(1)}`).join(" ");
    const style = dashed ? ' stroke-width="1.4" stroke-dasharray="5 4"' : ' stroke-width="2.6"';
    return [
      `<polyline points="${path}" fill="none" stroke="${colour}"${style}/>`,
      text(
        [WIDTH - RIGHT + 14, TOP + 10 + index * APART],
        name,
        ` fill="${colour}"${dashed ? "" : ' font-weight="600"'}`,
      ),
    ];
  });
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" font-family="system-ui, sans-serif" font-size="13">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    text([16, 28], title, ' font-size="15" font-weight="600"'),
    ...grid,
    text([(LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12], x, ' text-anchor="middle"'),
    `<text transform="translate(18 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">${escaped(y)}</text>`,
    ...drawn,
    "</svg>",
  ].join("\n")}\n`;
}
