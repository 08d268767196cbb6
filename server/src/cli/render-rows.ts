import { columnsOf } from "../core/columns.ts";
import { plainJson, plainLine } from "../core/plain-text.ts";
import type { Rows } from "../exchange/store.ts";

/** Forms in which an answer can be written. */
export const ROW_FORMATS = ["text", "json", "jsonl", "csv"] as const;

/** One of the forms. */
export type RowFormat = (typeof ROW_FORMATS)[number];

/** Writes an answer in a form; ends with a line feed. */
export function renderRows(rows: Rows, format: RowFormat): string {
  switch (format) {
    case "json":
      return plainJson(`${JSON.stringify(rows, undefined, 2)}\n`);
    case "jsonl":
      return rows.rows.map((row) => plainJson(`${JSON.stringify(row)}\n`)).join("");
    case "csv":
      return [rows.columns, ...rows.rows.map((row) => rows.columns.map((name) => cell(row[name], true)))]
        .map((line) => `${line.map(csvField).join(",")}\r\n`)
        .join("");
    case "text":
      return renderTable(rows);
  }
}

function renderTable({ columns, rows, truncated }: Rows): string {
  if (rows.length === 0) return "no exchanges match\n";
  const lines = rows.map((row) => columns.map((name) => cell(row[name])));
  const numeric = columns.map((name) => rows.every((row) => row[name] === null || typeof row[name] === "number"));
  const widths = columns.map((name, index) =>
    Math.max(columnsOf(name), ...lines.map((line) => columnsOf(line[index] ?? ""))),
  );
  const format = (line: readonly string[]): string =>
    line
      .map((text, index) => pad(text, widths[index] ?? 0, numeric[index] === true))
      .join("  ")
      .trimEnd();
  const rule = widths.map((size) => "─".repeat(size)).join("  ");
  const more = truncated ? "\nmore exchanges match than are shown; narrow the question or raise --limit\n" : "";
  return `${[format(columns), rule, ...lines.map(format)].join("\n")}\n${more}`;
}

/** A value as one text; for people, numbers are rounded to six digits. */
function cell(value: unknown, exact = false): string {
  if (value === null || value === undefined || value === "") return "";
  if (typeof value === "number")
    return exact || Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
  // What a terminal or a log would take for a command of its own is shown, not done.
  const text = Array.isArray(value)
    ? value.join(" ")
    : typeof value === "object"
      ? JSON.stringify(value)
      : String(value);
  return plainLine(text);
}

function csvField(text: string): string {
  // A spreadsheet would run a text that begins so.
  const safe = /^[=+\-@]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function pad(text: string, size: number, right: boolean): string {
  const space = " ".repeat(Math.max(0, size - columnsOf(text)));
  return right ? space + text : text + space;
}
