import { columnNamed } from "../../exchange/columns.ts";
import { type Level, levelsFor, type Segment, segmentsOf } from "../../exchange/query/levels.ts";
import type { Query, Selection } from "../../exchange/query/query.ts";
import type { Fence } from "../../exchange/store.ts";
import {
  type Bind,
  binding,
  compileQuery,
  filterText,
  limitText,
  namedColumns,
  orderText,
  type Statement,
} from "./compile-query.ts";
import { FIGURES, LEVEL_TABLES, mayBeUnknown } from "./level-tables.ts";
import { engineTime } from "./rows.ts";

/**
 * Compiles a typed query to be answered from figures that are kept ready where they hold what is
 * asked, with records at the ends of the stretch of time; else from the records alone. The answer
 * is the same.
 */
export function compileFastest(query: Query, fence: Fence, rows: number): Statement {
  const stretch = {
    ...(query.since === undefined ? {} : { from: query.since }),
    ...(query.until === undefined ? {} : { to: query.until }),
  };
  const segments = segmentsOf(stretch, levelsFor(query, fence));
  return segments.some(({ level }) => level !== undefined)
    ? compileSegments(query, segments, rows)
    : compileQuery(query, fence, rows);
}

function compileSegments(query: Query, segments: readonly Segment[], rows: number): Statement {
  const params: Record<string, unknown> = {};
  const bind = binding(params);
  const figures = new Set(["n"]);
  const need = (name: string): string => {
    figures.add(name);
    return `sum(_${name})`;
  };
  const items = [...namedColumns(query), ...query.select.map((item) => `${selected(item, need)} AS \`${item.name}\``)];
  const columns = [...new Set([...query.groupBy, ...dimensionsOf(query.select)])];
  const from = segments.map((segment) => segmentText(query, segment, columns, [...figures], bind));
  const parts = [
    `SELECT ${items.join(", ")}`,
    `FROM (\n${from.join("\nUNION ALL\n")}\n)`,
    // What was erased may have left figures that add up to nobody.
    query.groupBy.length > 0 ? `GROUP BY ${query.groupBy.join(", ")} HAVING sum(_n) > 0` : "",
    orderText(query),
    limitText(query, rows),
  ];
  return { text: parts.filter((part) => part !== "").join("\n"), params };
}

function segmentText(
  query: Query,
  { level, from, to }: Segment,
  columns: readonly string[],
  figures: readonly string[],
  bind: Bind,
): string {
  const time = level === undefined ? "received_at" : "at";
  const type = level === undefined ? "DateTime64(3, 'UTC')" : "DateTime('UTC')";
  const bound = (at: number): string =>
    bind(level === undefined ? engineTime(at) : engineTime(at).slice(0, "2026-01-01 00:00:00".length), type);
  const conditions = [
    ...(from === undefined ? [] : [`${time} >= ${bound(from)}`]),
    ...(to === undefined ? [] : [`${time} < ${bound(to)}`]),
    ...(query.synthetic ? [] : ["NOT synthetic"]),
    ...(query.where === undefined ? [] : [filterText(query.where, bind)]),
  ];
  const read = figures.map((name) => `${level === undefined ? (FIGURES.get(name) ?? "0") : name} AS _${name}`);
  const where = conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`;
  return `SELECT ${[...columns, ...read].join(", ")} FROM ${tableOf(level)}${where}`;
}

function tableOf(level: Level | undefined): string {
  return (level === undefined ? undefined : LEVEL_TABLES.get(level)) ?? "exchanges";
}

/** Columns that an aggregate of the answer looks at as they are. */
function dimensionsOf(select: readonly Selection[]): readonly string[] {
  return select.flatMap((item) => (item.kind === "aggregate" ? (dimensionOf(item) ?? []) : []));
}

function dimensionOf({ function: name, column }: Extract<Selection, { kind: "aggregate" }>): string | undefined {
  if (column === undefined) return undefined;
  if (name === "uniq") return column;
  return name === "share" && !FIGURES.has(`${column}_true`) ? column : undefined;
}

function selected(item: Selection, need: (name: string) => string): string {
  if (item.kind === "column") return item.column;
  if (item.kind === "ratio") {
    const [above, below] = [need(`${item.numerator}_sum`), need(`${item.denominator}_sum`)];
    return `if(${below} > 0 AND ${need(`${item.numerator}_n`)} > 0, ${above} / ${below}, NULL)`;
  }
  const { function: name, column } = item;
  if (column === undefined || name === "count") return need("n");
  if (name === "uniq") return `uniqExactIf(${column}, _n > 0)`;
  if (name === "share") {
    const dimension = dimensionOf(item);
    const known = need(columnNamed(column) !== undefined && mayBeUnknown(column) ? `${column}_n` : "n");
    const yes = dimension === undefined ? need(`${column}_true`) : `sumIf(_n, ${dimension})`;
    return `if(${known} > 0, ${yes} / ${known}, NULL)`;
  }
  const known = need(`${column}_n`);
  const sum = need(`${column}_sum`);
  return `if(${known} > 0, ${name === "avg" ? `${sum} / ${known}` : sum}, NULL)`;
}
