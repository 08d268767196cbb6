import { FIELD_NAMES } from "../wire/facts.ts";
import { type ColumnName, columnNamed, type ColumnType, type ExchangeRecord, type ValueOf } from "./columns.ts";
import { emptyRecord } from "./empty-record.ts";

/**
 * Some of a record's columns. One that is undefined is left out: nothing is known of it, or what
 * is known is what an empty column says.
 */
export type RecordParts = { readonly [C in ColumnName]?: ExchangeRecord[C] | undefined } & {
  /** How the fields that the answer speaks of are known; all others are then `unavailable`. */
  readonly served_source?: "observed" | "declared" | undefined;
};

/** The value of a column about which nothing is known. */
export function emptyValue(type: ColumnType): ValueOf[ColumnType] {
  switch (type) {
    case "text":
    case "category":
    case "json":
      return "";
    case "count":
      return 0;
    case "number":
    case "time":
    case "maybe":
      return null;
    case "flag":
      return false;
    case "texts":
      return [];
    case "numbers":
      return {};
  }
}

/** Whether a column's value says nothing. */
export function isEmpty(type: ColumnType, value: unknown): boolean {
  const empty = emptyValue(type);
  return typeof value === "object" && value !== null ? Object.keys(value).length === 0 : value === empty;
}

/**
 * A whole record from the parts that are known; the rest is empty. A part of the wrong type is
 * brought to its column's type, so that no record can be refused by the store and be lost.
 */
export function completeRecord(parts: RecordParts): ExchangeRecord {
  const record: ExchangeRecord & Record<string, unknown> = emptyRecord();
  for (const [name, value] of Object.entries(parts)) {
    const type = columnNamed(name)?.type;
    if (type !== undefined) record[name] = toType(type, value);
  }
  const source = parts.served_source;
  if (source !== undefined) {
    for (const field of FIELD_NAMES)
      record[`${field}_source`] = parts[`${field}_served`] === undefined ? "unavailable" : source;
  }
  return record;
}

/** A text, list or flag for a frame: left out where it is empty, as a column that nobody wrote is. */
export function unlessEmpty<T extends string | boolean | readonly string[]>(value: T | undefined): T | undefined {
  if (value === undefined || value === "" || value === false) return undefined;
  return typeof value === "object" && value.length === 0 ? undefined : value;
}

function toType(type: ColumnType, value: unknown): unknown {
  if (value === undefined || value === null) return emptyValue(type);
  switch (type) {
    case "text":
    case "category":
    case "json":
      return typeof value === "string" ? value.toWellFormed() : JSON.stringify(value);
    case "count":
      return typeof value === "number" && Number.isFinite(value)
        ? Math.min(Math.max(0, Math.round(value)), 0xffff_ffff)
        : 0;
    case "number":
    case "time":
      return typeof value === "number" && Number.isFinite(value) ? value : null;
    case "flag":
    case "maybe":
      return Boolean(value);
    case "texts":
      return Array.isArray(value) ? value.map((item) => String(item).toWellFormed()) : [];
    case "numbers":
      return typeof value === "object" ? value : {};
  }
}
