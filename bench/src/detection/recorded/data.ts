import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { recordingsFolder } from "../../../../server/src/wire/golden/recordings.ts";

/** A row of a table by the names of its columns. */
export type Row = Readonly<Record<string, string>>;

/** Where a file of others' results lies; undefined where it is not here (`BELLWETHER_DATA_DIR` names the folder). */
export function recordedFile(name: string): string | undefined {
  const recordings = recordingsFolder();
  const file = recordings === undefined ? undefined : join(dirname(recordings), name);
  return file !== undefined && existsSync(file) ? file : undefined;
}

/** The rows of such a file; none where it is not here. */
export function recordedRows(name: string): readonly Row[] {
  const file = recordedFile(name);
  if (file === undefined) return [];
  const [head = "", ...lines] = readFileSync(file, "utf8").trimEnd().split(/\r?\n/);
  const names = cellsOf(head);
  return lines.map((line) => {
    const cells = cellsOf(line);
    return Object.fromEntries(names.map((column, at) => [column, cells[at] ?? ""]));
  });
}

/** The cells of one line of CSV: a cell in quotes may hold commas, and a quote twice. */
export function cellsOf(line: string): readonly string[] {
  const cells: string[] = [];
  for (let at = 0; at <= line.length; at++) {
    let cell = "";
    if (line[at] === '"') {
      for (at++; at < line.length && (line[at] !== '"' || line[at + 1] === '"'); at++) {
        if (line[at] === '"') at++;
        cell += line[at];
      }
      at++;
    } else while (at < line.length && line[at] !== ",") cell += line[at++];
    cells.push(cell);
  }
  return cells;
}
