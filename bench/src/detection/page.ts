import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { linePlot } from "./line-plot.ts";
import { pngOf } from "./png.ts";
import { renderStudy, type Reported } from "./report.ts";

const DOCS = join(import.meta.dirname, "..", "..", "..", "docs");
const BEGIN = "<!-- figures: written by `npm run bench -- detection --write` -->";
const END = "<!-- end of figures -->";

/** The figures that the page shows, as they were written. */
export function writtenResult(): unknown {
  return JSON.parse(readFileSync(join(DOCS, "benchmarks", "detection.json"), "utf8"));
}

/**
 * Puts figures into their page, and their JSON and plots beside it. What stood there before goes.
 *
 * @param drawn studies whose plots are drawn; those of the others stay as they are.
 */
export function writePage(
  head: readonly string[],
  studies: readonly Reported[],
  result: unknown,
  drawn: readonly Reported[] = studies,
): void {
  const folder = join(DOCS, "benchmarks");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "detection.json"), `${JSON.stringify(result, undefined, 2)}\n`);
  for (const plot of drawn.flatMap(({ findings }) => findings.plots ?? [])) {
    const svg = linePlot(plot);
    writeFileSync(join(folder, `${plot.id}.svg`), svg);
    writeFileSync(join(folder, `${plot.id}.png`), pngOf(svg));
  }
  const page = join(DOCS, "detection.md");
  writeFileSync(page, withBlock(readFileSync(page, "utf8"), figuresOf(head, studies)));
}

/** All figures as Markdown. */
export function figuresOf(head: readonly string[], studies: readonly Reported[]): string {
  const parts = studies.map((study) => {
    const pictures = (study.findings.plots ?? []).flatMap(({ id, title }) => [`![${title}](benchmarks/${id}.svg)`, ""]);
    const fewer = study.streams === undefined ? [] : [`${study.streams} streams of each kind.`, ""];
    return [`### ${study.title}`, "", ...fewer, ...pictures, "```", renderStudy(study), "```", ""].join("\n");
  });
  return [...head, "", ...parts, "[as JSON](benchmarks/detection.json)"].join("\n");
}

/** A page with a block in its place; at its end, where it has none yet. */
export function withBlock(page: string, block: string): string {
  const whole = `${BEGIN}\n\n${block.trimEnd()}\n\n${END}\n`;
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from < 0 || to < from) return `${page.trimEnd()}\n\n${whole}`;
  return page.slice(0, from) + whole + page.slice(to + END.length).trimStart();
}
