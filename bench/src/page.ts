import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** One part of the page of figures. */
export interface Section {
  /** By which its files are named. */
  readonly id: string;
  readonly title: string;
  readonly table: string;
  readonly result: unknown;
  /** An SVG document, where there is one. */
  readonly plot?: string;
}

const DOCS = join(import.meta.dirname, "..", "..", "docs");
const BEGIN = "<!-- figures: written by `npm run bench -- all --write` -->";
const END = "<!-- end of figures -->";

/** Puts figures into the page, their JSON and their plots beside it. What stood there before goes. */
export function writeFigures(head: readonly string[], sections: readonly Section[]): void {
  const folder = join(DOCS, "benchmarks");
  mkdirSync(folder, { recursive: true });
  const parts = sections.map(({ id, title, table, result, plot }) => {
    writeFileSync(join(folder, `${id}.json`), `${JSON.stringify(result, undefined, 2)}\n`);
    if (plot !== undefined) writeFileSync(join(folder, `${id}.svg`), plot);
    const picture = plot === undefined ? [] : [`![${title}](benchmarks/${id}.svg)`, ""];
    return [`### ${title}`, "", ...picture, "```", table, "```", "", `[as JSON](benchmarks/${id}.json)`, ""].join("\n");
  });
  const page = join(DOCS, "benchmarks.md");
  writeFileSync(page, withFigures(readFileSync(page, "utf8"), [...head, "", ...parts].join("\n")));
}

/** A page with its figures in their place; at its end, where they have none yet. */
export function withFigures(page: string, figures: string): string {
  const from = page.indexOf(BEGIN);
  const to = page.indexOf(END);
  const block = `${BEGIN}\n\n${figures.trimEnd()}\n\n${END}\n`;
  if (from < 0 || to < from) return `${page.trimEnd()}\n\n${block}`;
  return page.slice(0, from) + block + page.slice(to + END.length).trimStart();
}
