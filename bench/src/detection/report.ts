import { renderTable } from "../table.ts";
import { asOnPage, type Figure, withinLimit } from "./figure.ts";
import type { Findings, Study } from "./study.ts";

/** A study and what it came to. */
export interface Reported {
  readonly id: Study["id"];
  readonly title: Study["title"];
  readonly findings: Findings;
  /** Streams of each kind, where they are others than the page's. */
  readonly streams?: number;
}

function number(value: number, unit: Figure["unit"]): string {
  if (unit === "share") return value.toFixed(3);
  return unit === "x" || unit === "s" ? value.toFixed(2) : String(Math.round(value));
}

/** What stands in the last column: whether a figure is within its limit, and whether it is as the page says. */
export function verdictOf(figure: Figure): string {
  const [limit, page] = [withinLimit(figure), asOnPage(figure)];
  return [
    ...(limit === undefined ? [] : [limit ? "met" : "NOT MET"]),
    ...(page === undefined ? [] : [page ? "as page" : "not as page"]),
  ].join(", ");
}

/** The figures of one study as a table for people, and its tables. */
export function renderStudy({ findings: { figures, tables = [] } }: Reported): string {
  const notes: string[] = [];
  const lines = figures.map((figure) => {
    const { what, unit, seen, error, page, bound, limit, note } = figure;
    if (note !== undefined && !notes.includes(note)) notes.push(note);
    return [
      note === undefined ? what : `${what} [${notes.indexOf(note) + 1}]`,
      unit,
      page === undefined ? "" : number(page, unit),
      number(seen, unit),
      error === undefined ? "" : number(error, unit),
      bound === undefined ? "" : number(bound, unit),
      bound === undefined ? "" : (seen / bound).toFixed(2),
      limit === undefined
        ? ""
        : "atMost" in limit
          ? `<= ${number(limit.atMost, unit)}`
          : `>= ${number(limit.atLeast, unit)}`,
      verdictOf(figure),
    ];
  });
  const head = ["figure", "in", "page", "seen", "+-", "bound", "x bound", "limit", "verdict"];
  return [
    renderTable(head, lines),
    ...notes.map((note, index) => `[${index + 1}] ${note}`),
    ...tables.flatMap((table) => ["", table.title, "", renderTable(table.head, table.rows)]),
  ].join("\n");
}

/** How many figures are within their limits, and which are not. */
export function summaryOf(studies: readonly Reported[]): string {
  const limited = studies.flatMap(({ findings }) => findings.figures).filter((one) => withinLimit(one) !== undefined);
  const unmet = limited.filter((one) => withinLimit(one) === false);
  const met = `${limited.length - unmet.length} of ${limited.length} limits are met.`;
  return [met, ...unmet.map(({ what, seen, unit }) => `Not met: ${what} (${number(seen, unit)}).`)].join("\n");
}
