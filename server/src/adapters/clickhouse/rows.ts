import { columnNamed, COLUMNS, type ExchangeRecord } from "../../exchange/columns.ts";

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

/** Milliseconds since the epoch of a time as the engine writes it, UTC. */
export function decodeTime(text: unknown): number {
  return Date.parse(isoTime(String(text)));
}

function isoTime(text: string): string {
  return `${text.replace(" ", "T")}Z`;
}
