import type { ExchangeRecord } from "../columns.ts";
import type { Filter, Operator, Query, QueryValue } from "./query.ts";

/** Whether a record is one that a query asks for: what `tail` shows, decided without an engine. */
export function matchesQuery(record: ExchangeRecord, query: Query): boolean {
  if (record.synthetic && !query.synthetic) return false;
  const at = record.received_at ?? 0;
  if (query.since !== undefined && at < query.since) return false;
  if (query.until !== undefined && at >= query.until) return false;
  return query.where === undefined || matchesFilter(record, query.where);
}

/** The regular expressions of a filter. */
export function expressionsOf(filter: Filter): readonly string[] {
  if (filter.kind === "not") return expressionsOf(filter.of);
  if (filter.kind !== "compare") return filter.of.flatMap(expressionsOf);
  return filter.operator === "~" || filter.operator === "!~" ? [String(filter.value)] : [];
}

/** Whether a record is one that a condition holds of. */
export function matchesFilter(record: ExchangeRecord, filter: Filter): boolean {
  switch (filter.kind) {
    case "not":
      return !matchesFilter(record, filter.of);
    case "all":
      return filter.of.every((part) => matchesFilter(record, part));
    case "any":
      return filter.of.some((part) => matchesFilter(record, part));
    case "compare":
      return compares(record[filter.column], filter.operator, filter.value);
  }
}

function compares(held: ExchangeRecord[keyof ExchangeRecord], operator: Operator, value: QueryValue): boolean {
  if (Array.isArray(held)) {
    const items = held as readonly string[];
    if (operator === "~" || operator === "!~")
      return items.some((item) => new RegExp(String(value), "u").test(item)) === (operator === "~");
    return items.includes(String(value)) === (operator !== "!=");
  }
  switch (operator) {
    case "=":
      return held === value;
    case "!=":
      return held !== value;
    case "in":
      return Array.isArray(value) && value.includes(held);
    case "has":
      return false;
    case "~":
    case "!~":
      return new RegExp(String(value), "u").test(String(held)) === (operator === "~");
    case ">":
    case ">=":
    case "<":
    case "<=":
      return (
        typeof held === typeof value &&
        held !== null &&
        value !== null &&
        orders(held as string | number, operator, value as string | number)
      );
  }
}

function orders(held: string | number, operator: ">" | ">=" | "<" | "<=", value: string | number): boolean {
  if (operator === ">") return held > value;
  if (operator === ">=") return held >= value;
  return operator === "<" ? held < value : held <= value;
}
