import { escaped } from "../../server/src/core/markup.ts";

/** One bar of a plot. */
export interface Bar {
  readonly name: string;
  readonly value: number;
}

const WIDTH = 760;
const NAMES = 250;
const ROW = 28;
const TOP = 46;
const END = 70;

/**
 * Bars beside their names, the longest as wide as there is room; a line where the target is.
 *
 * @param target the value that none should be beyond, where there is one.
 * @returns an SVG document that can be read on light and on dark ground.
 */
export function barPlot(title: string, unit: string, bars: readonly Bar[], target?: number): string {
  const most = Math.max(...bars.map(({ value }) => value), target ?? 0);
  const scale = (value: number): number => (value / most) * (WIDTH - NAMES - END);
  const rows = bars.map(({ name, value }, index) => {
    const y = TOP + index * ROW;
    const color = target !== undefined && value > target ? "#c2572b" : "#3f7d5c";
    return [
      `<text x="${NAMES - 10}" y="${y + 15}" text-anchor="end">${escaped(name)}</text>`,
      `<rect x="${NAMES}" y="${y}" width="${scale(value).toFixed(1)}" height="20" rx="3" fill="${color}"/>`,
      `<text x="${(NAMES + scale(value) + 6).toFixed(1)}" y="${y + 15}">${value.toPrecision(3)} ${escaped(unit)}</text>`,
    ].join("");
  });
  const height = TOP + bars.length * ROW + 14;
  const x = target === undefined ? undefined : (NAMES + scale(target)).toFixed(1);
  const line =
    x === undefined
      ? ""
      : `<line x1="${x}" y1="${TOP - 8}" x2="${x}" y2="${height - 8}" stroke="#888" stroke-dasharray="4 3"/>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" font-family="system-ui, sans-serif" font-size="13">`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    `<text x="16" y="26" font-size="15" font-weight="600">${escaped(title)}</text>`,
    line,
    ...rows,
    "</svg>\n",
  ].join("\n");
}
