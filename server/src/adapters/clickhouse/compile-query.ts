import { columnNamed, type ColumnName } from "../../exchange/columns.ts";
import type { Filter, Query, QueryValue, Selection } from "../../exchange/query/query.ts";
import type { Fence } from "../../exchange/store.ts";
import { engineTime } from "./rows.ts";

/** A statement and its parameters: values never become part of the text. */
export interface Statement {
  readonly text: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Makes a value a parameter, and gives what stands for it in the text. */
export type Bind = (value: unknown, type: string) => string;

/** Binds values into an object of parameters. */
export function binding(params: Record<string, unknown>): Bind {
  return (value, type) => {
    const name = `p${Object.keys(params).length}`;
    params[name] = value;
    return `{${name}:${type}}`;
  };
}

/** Compiles a typed query to be answered from the records. Names in the text come from the column table alone. */
export function compileQuery(query: Query, fence: Fence, rows: number): Statement {
  const params: Record<string, unknown> = {};
  const bind = binding(params);
  const conditions: string[] = [];
  if (query.since !== undefined)
    conditions.push(`received_at >= ${bind(engineTime(query.since), "DateTime64(3, 'UTC')")}`);
  if (query.until !== undefined)
    conditions.push(`received_at < ${bind(engineTime(query.until), "DateTime64(3, 'UTC')")}`);
  if (!query.synthetic) conditions.push("NOT synthetic");
  if (fence.kind === "key")
    conditions.push(`tenant = ${bind(fence.tenant, "String")} AND key = ${bind(fence.key, "String")}`);
  if (query.where !== undefined) conditions.push(filterText(query.where, bind));

  const items = [...namedColumns(query), ...query.select.map((item) => `${selectionText(item)} AS \`${item.name}\``)];
  const parts = [
    `SELECT ${items.join(", ")}`,
    "FROM exchanges",
    conditions.length > 0 ? `WHERE ${conditions.join(" AND ")}` : "",
    query.groupBy.length > 0 ? `GROUP BY ${query.groupBy.join(", ")}` : "",
    orderText(query),
    limitText(query, rows),
  ];
  return { text: parts.filter((part) => part !== "").join("\n"), params };
}

/** Columns that are grouped by and not selected: an answer shows them first. */
export function namedColumns({ groupBy, select }: Query): readonly string[] {
  return groupBy.filter((name) => !select.some((item) => item.kind === "column" && item.column === name));
}

/** How an answer is sorted; records the newest first where nothing is said. */
export function orderText({ orderBy, groupBy, select }: Query): string {
  const order = orderBy.map(({ name, descending }) => `\`${name}\`${descending ? " DESC" : ""}`);
  if (order.length === 0 && groupBy.length === 0 && select.every((item) => item.kind === "column"))
    order.push("received_at DESC", "exchange DESC");
  return order.length > 0 ? `ORDER BY ${order.join(", ")}` : "";
}

/** One row more than may be shown says that there are more. */
export function limitText({ limit }: Query, rows: number): string {
  return `LIMIT ${Math.min(limit, rows) + 1}`;
}

/**
 * A filter as a condition. A negation stands at single comparisons alone: over several of them the engine
 * passes over parts of a large table that hold rows, where it reads a projection (chDB 3.4; `NOT (a = 'x' AND b = 0)`
 * found none of seven rows among ten million, the same by De Morgan's laws all of them).
 */
export function filterText(filter: Filter, bind: Bind, negated = false): string {
  if (filter.kind === "not") return filterText(filter.of, bind, !negated);
  if (filter.kind === "compare") return negated ? notText(filter, bind) : comparedText(filter, bind);
  const parts = filter.of.map((part) => filterText(part, bind, negated));
  const every = (filter.kind === "all") !== negated;
  if (parts.length === 0) return every ? "1" : "0";
  return `(${parts.join(every ? " AND " : " OR ")})`;
}

type Comparison = Extract<Filter, { readonly kind: "compare" }>;

function notText(filter: Comparison, bind: Bind): string {
  const { column, operator, value } = filter;
  const absent = isNullable(column);
  if (operator === "=" && !absent) return comparedText({ ...filter, operator: "!=" }, bind);
  if (operator === "!=" && absent && value !== null) return comparedText({ ...filter, operator: "=" }, bind);
  return `NOT (${comparedText(filter, bind)})`;
}

function isNullable(column: ColumnName): boolean {
  return ["number", "time", "maybe"].includes(columnNamed(column)?.type ?? "text");
}

function comparedText({ column, operator, value }: Comparison, bind: Bind): string {
  const type = columnNamed(column)?.type ?? "text";
  if (value === null) return operator === "!=" ? `${column} IS NOT NULL` : `${column} IS NULL`;
  if (operator === "has") return `has(${column}, ${bind(value, "String")})`;
  if (operator === "in")
    return `${column} IN (${(Array.isArray(value) ? value : [value]).map((item) => bindAs(type, item, bind)).join(", ")})`;
  if (operator === "~" || operator === "!~") {
    const matched =
      type === "texts"
        ? `arrayExists(item -> match(item, ${bind(value, "String")}), ${column})`
        : `match(${column}, ${bind(value, "String")})`;
    return operator === "~" ? matched : `NOT ${matched}`;
  }
  if (type === "texts") {
    const has = `has(${column}, ${bind(value, "String")})`;
    return operator === "!=" ? `NOT ${has}` : has;
  }
  const compared = `${column} ${operator} ${bindAs(type, value, bind)}`;
  // An absent number is not equal to anything: people who ask for `!=` want it in the answer.
  return operator === "!=" && isNullable(column) ? `(${column} IS NULL OR ${compared})` : compared;
}

function bindAs(type: string, value: QueryValue, bind: Bind): string {
  if (type === "time") return bind(engineTime(Number(value)), "DateTime64(3, 'UTC')");
  if (type === "number" || type === "count") return bind(Number(value), "Float64");
  if (type === "flag" || type === "maybe") return bind(value === true, "Bool");
  return bind(String(value), "String");
}

function selectionText(item: Selection): string {
  if (item.kind === "column") return item.column;
  if (item.kind === "ratio") {
    return `if(sum(${item.denominator}) > 0, sum(${item.numerator}) / sum(${item.denominator}), NULL)`;
  }
  return aggregateText(item.function, item.column);
}

function aggregateText(name: string, column: ColumnName | undefined): string {
  if (name === "count" || column === undefined) return "count()";
  switch (name) {
    case "p50":
    case "p90":
    case "p95":
    case "p99":
      return `quantile(0.${name.slice(1)})(${column})`;
    case "share":
      return `avg(${column})`;
    case "uniq":
      return `uniqExact(${column})`;
    default:
      return `${name}(${column})`;
  }
}
