import { BellwetherError } from "../../core/error.ts";
import type { ColumnName } from "../columns.ts";
import { parseFilter } from "./filter.ts";
import { resolveColumn, unknownName } from "./names.ts";
import type { AggregateFunction, Query, Selection } from "./query.ts";
import { readTime } from "./values.ts";

/** A question as it is typed: the same words on the command line and in the API. */
export interface QueryTexts {
  readonly where?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly groupBy?: string | undefined;
  readonly show?: string | undefined;
  readonly orderBy?: string | undefined;
  readonly limit?: string | undefined;
  readonly synthetic?: boolean | undefined;
}

const FUNCTIONS: ReadonlySet<string> = new Set([
  "count",
  "sum",
  "avg",
  "min",
  "max",
  "uniq",
  "p50",
  "p90",
  "p95",
  "p99",
  "share",
]);

/** Figures that people ask for by one word. */
const FIGURES: Readonly<Record<string, Selection>> = {
  count: { kind: "aggregate", function: "count", name: "count" },
  cost: { kind: "aggregate", function: "sum", column: "cost_usd", name: "cost" },
  cache_read_ratio: {
    kind: "ratio",
    numerator: "cache_read_tokens",
    denominator: "input_tokens",
    name: "cache_read_ratio",
  },
  sessions: { kind: "aggregate", function: "uniq", column: "session", name: "sessions" },
};

/** What is shown where nothing is said. */
const DEFAULT_COLUMNS: readonly ColumnName[] = [
  "received_at",
  "exchange",
  "surface",
  "version",
  "role",
  "model_served",
  "effort_sent",
  "outcome",
  "status",
  "duration_ms",
  "violations",
];

const DEFAULT_LIMIT = 100;

/**
 * Reads a question and checks it against the columns.
 *
 * @param now milliseconds; `since: 7d` counts from here.
 * @throws {BellwetherError} `query_invalid` saying what is wrong, where, and what would be right.
 */
export function parseQuery(texts: QueryTexts, now: number): Query {
  const groupBy = list(texts.groupBy).flatMap(groupColumns);
  const select = selections(texts.show, groupBy);
  const aggregated = groupBy.length > 0 || select.some(({ kind }) => kind !== "column");
  const stray = aggregated
    ? select.find((item) => item.kind === "column" && !groupBy.includes(item.column))
    : undefined;
  if (stray !== undefined)
    throw invalid(
      `${stray.name} is different in every exchange of a group: group by it too, or ask for max(${stray.name}), p50(${stray.name}), ...`,
    );
  const since = time("since", texts.since, now);
  const until = time("until", texts.until, now);
  const where = texts.where === undefined || texts.where.trim() === "" ? undefined : parseFilter(texts.where, now);
  return {
    ...(where === undefined ? {} : { where }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    groupBy,
    select,
    orderBy: list(texts.orderBy).map((text) => order(text, select, groupBy)),
    limit: limit(texts.limit),
    synthetic: texts.synthetic ?? false,
  };
}

function selections(show: string | undefined, groupBy: readonly ColumnName[]): readonly Selection[] {
  const items = list(show);
  if (items.length > 0) return items.flatMap((text) => selection(text, groupBy));
  if (groupBy.length > 0) return FIGURES["count"] === undefined ? [] : [FIGURES["count"]];
  return DEFAULT_COLUMNS.map((column) => ({ kind: "column", column, name: column }));
}

function selection(text: string, groupBy: readonly ColumnName[]): readonly Selection[] {
  const call = /^([a-z0-9]+)\((\w*)\)$/.exec(text);
  if (call !== null) {
    const [, name = "", argument = ""] = call;
    if (!FUNCTIONS.has(name))
      throw invalid(`there is no function ${JSON.stringify(name)}; there are ${[...FUNCTIONS].join(", ")}`);
    if (name === "count") return [{ kind: "aggregate", function: "count", name: text }];
    const column = resolveColumn(argument);
    if (column === undefined) throw invalid(unknownName(argument));
    const numeric =
      column.type === "number" ||
      column.type === "count" ||
      (column.type === "time" && (name === "min" || name === "max"));
    const fits = name === "uniq" || (name === "share" ? column.type === "flag" || column.type === "maybe" : numeric);
    if (!fits) throw invalid(`${name} cannot be taken of ${column.name}`);
    return [{ kind: "aggregate", function: name as AggregateFunction, column: column.name, name: text }];
  }
  const figure = Object.hasOwn(FIGURES, text) ? FIGURES[text] : undefined;
  if (figure !== undefined && !(text === "cost" && groupBy.length === 0)) return [figure];
  if (text === "contract") return groupColumns(text).map((column) => ({ kind: "column", column, name: column }));
  const column = resolveColumn(text);
  if (column === undefined) throw invalid(unknownName(text));
  return [{ kind: "column", column: column.name, name: column.name }];
}

function groupColumns(text: string): readonly ColumnName[] {
  if (text === "contract") return ["surface", "version"];
  const column = resolveColumn(text);
  if (column === undefined) throw invalid(unknownName(text));
  if (column.type === "numbers" || column.type === "json")
    throw invalid(`exchanges cannot be grouped by ${column.name}`);
  return [column.name];
}

function order(
  text: string,
  select: readonly Selection[],
  groupBy: readonly ColumnName[],
): { name: string; descending: boolean } {
  // `count desc` too: on a command line a value that begins with a dash looks like a flag.
  const [, minus, written = "", direction] = /^(-?)(.+?)(?:\s+(asc|desc))?$/i.exec(text) ?? [];
  const descending = minus === "-" || direction?.toLowerCase() === "desc";
  const names = [...groupBy, ...select.map(({ name }) => name)];
  const name = names.includes(written) ? written : resolveColumn(written)?.name;
  if (name === undefined || !names.includes(name))
    throw invalid(`the answer cannot be sorted by ${JSON.stringify(written)}; it has ${names.join(", ")}`);
  return { name, descending };
}

function limit(text: string | undefined): number {
  if (text === undefined) return DEFAULT_LIMIT;
  if (!/^\d{1,7}$/.test(text) || Number(text) === 0)
    throw invalid(`${JSON.stringify(text)} is no limit; a number of rows from 1 is expected`);
  return Number(text);
}

function time(name: string, text: string | undefined, now: number): number | undefined {
  if (text === undefined || text === "") return undefined;
  const value = readTime(text, now);
  if (value === undefined)
    throw invalid(
      `${name} is ${JSON.stringify(text)}; so long ago (7d, 2h, 30m) or a date (2026-04-01, 2026-04-01T12:00:00Z) is expected`,
    );
  return value;
}

/** Splits at commas outside of brackets. */
function list(text: string | undefined): string[] {
  return (text ?? "")
    .split(/,(?![^(]*\))/)
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

function invalid(what: string): BellwetherError {
  return new BellwetherError("query_invalid", what);
}
