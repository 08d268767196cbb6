import { type ColumnName, COLUMNS, type ColumnType, type ExchangeRecord } from "../../exchange/columns.ts";
import { literal } from "./literal.ts";
import { engineTime } from "./rows.ts";

/** Records as lines of tab-separated values, and the columns that stand in them. */
export interface EncodedRecords {
  readonly columns: readonly string[];
  readonly text: string;
}

/** Columns that the engine needs of every row: for its order and for retention. */
const ALWAYS: ReadonlySet<string> = new Set(["exchange", "received_at", "ended_at"]);

/**
 * Encodes records for the engine. A column that is empty in all of them is left out: the engine's
 * own empty values are the same, and most columns of most blocks are empty.
 */
export function encodeLines(records: readonly ExchangeRecord[]): EncodedRecords {
  const rows = records.map((record) => valuesOf(withTimes(record)));
  const says = COLUMNS.map(({ name }) => ALWAYS.has(name));
  for (const row of rows)
    for (let at = 0; at < row.length; at++) if (says[at] !== true && isSaying(row[at] ?? null)) says[at] = true;
  const used = COLUMNS.flatMap(({ name, type }, at) => (says[at] === true ? [{ name, type, at }] : []));
  const lines: string[] = [];
  for (const row of rows) {
    const cells: string[] = [];
    for (const { type, at } of used) cells.push(cell(type, row[at] ?? null));
    lines.push(cells.join("\t"));
  }
  return { columns: used.map(({ name }) => name), text: `${lines.join("\n")}\n` };
}

type Value = ExchangeRecord[ColumnName];

const NAMES = COLUMNS.map(({ name }) => name);

/**
 * A record's values in the order of the columns. Records are made in that order, and taking all
 * values at once is several times as fast as asking for each by its name.
 */
function valuesOf(record: ExchangeRecord): readonly Value[] {
  const keys = Object.keys(record);
  const ordered = keys.length === NAMES.length && NAMES.every((name, at) => keys[at] === name);
  return ordered ? Object.values(record) : NAMES.map((name) => record[name]);
}

/** Whether a value is none of those that an empty column has, whatever its type; asked of very many. */
function isSaying(value: Value): boolean {
  if (typeof value !== "object") return value !== "" && value !== 0 && value !== false;
  if (value === null) return false;
  return Array.isArray(value) ? value.length > 0 : Object.keys(value).length > 0;
}

/** A record with times to be kept by, also where it has none. */
function withTimes(record: ExchangeRecord): ExchangeRecord {
  if (record.received_at !== null && record.ended_at !== null) return record;
  const received = record.received_at ?? 0;
  return { ...record, received_at: received, ended_at: record.ended_at ?? received };
}

function cell(type: ColumnType, value: Value): string {
  if (value === null) return "\\N";
  switch (type) {
    case "text":
    case "category":
    case "json":
      return escaped(String(value));
    case "count":
    case "number":
      return String(value);
    case "time":
      return seconds(Number(value));
    case "flag":
    case "maybe":
      return value === true ? "1" : "0";
    case "texts":
      return (value as readonly string[]).length === 0
        ? "[]"
        : escaped(`[${(value as readonly string[]).map(literal).join(",")}]`);
    case "numbers":
      return escaped(
        `{${Object.entries(value)
          .map(([name, number]) => `${literal(name)}:${Number.isFinite(number) ? number : 0}`)
          .join(",")}}`,
      );
  }
}

/** Below this the engine would not take a number for a point in time. */
const EARLY = 1e11;

/** Milliseconds as seconds and a fraction, which the engine reads faster than a date. */
function seconds(ms: number): string {
  if (ms < EARLY) return engineTime(ms);
  const whole = Math.floor(ms / 1000);
  const rest = String(Math.floor(ms - whole * 1000));
  return `${whole}.${rest.padStart(3, "0")}`;
}

const SPECIAL = /[\t\n\r\\]/;

function escaped(text: string): string {
  if (!SPECIAL.test(text)) return text;
  return text.replaceAll("\\", "\\\\").replaceAll("\t", "\\t").replaceAll("\n", "\\n").replaceAll("\r", "\\r");
}
