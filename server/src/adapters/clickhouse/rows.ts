import { columnNamed, COLUMNS, type ExchangeRecord } from "../../exchange/columns.ts";
import { isEmpty } from "../../exchange/record.ts";

/**
 * A record as one line of JSONEachRow. Empty columns are left out: the engine's own empty values
 * are the same, and most columns of most records are empty.
 */
export function encodeRow(record: ExchangeRecord): string {
  const row: Record<string, unknown> = {};
  for (const { name, type } of COLUMNS) {
    const value = record[name];
    if (isEmpty(type, value)) continue;
    row[name] = type === "time" ? engineTime(Number(value)) : value;
  }
  // Columns that the engine needs of every row: for partitions, order and retention.
  row["received_at"] ??= engineTime(0);
  row["ended_at"] ??= row["received_at"];
  return JSON.stringify(row);
}

/** A stored row as a record again. */
export function decodeRow(row: Readonly<Record<string, unknown>>): ExchangeRecord {
  const record: Record<string, unknown> = { ...row };
  for (const { name, type } of COLUMNS) {
    const value = row[name];
    if (type === "time" && typeof value === "string") record[name] = Date.parse(isoTime(value));
  }
  return record as ExchangeRecord;
}

/** A row of an answer with its times in ISO 8601. */
export function presentTimes(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const shown: Record<string, unknown> = { ...row };
  for (const [name, value] of Object.entries(row)) {
    if (columnNamed(name)?.type === "time" && typeof value === "string") shown[name] = isoTime(value);
  }
  return shown;
}

/** Milliseconds since the epoch as the engine reads and writes them, UTC. */
export function engineTime(ms: number): string {
  return new Date(ms).toISOString().replace("T", " ").slice(0, -1);
}

function isoTime(text: string): string {
  return `${text.replace(" ", "T")}Z`;
}
