import { COLUMNS, type ExchangeRecord } from "./columns.ts";

/** A record as people and programs outside read it: times in ISO 8601, JSON columns as JSON. */
export function presentRecord(record: ExchangeRecord): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const { name, type } of COLUMNS) {
    const value = record[name];
    if (type === "time") shown[name] = typeof value === "number" ? new Date(value).toISOString() : null;
    else if (type === "json") shown[name] = value === "" ? null : parsedOrText(String(value));
    else shown[name] = value;
  }
  return shown;
}

function parsedOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON is shown as it is: a reader would rather have it than an error.
    return text;
  }
}
