import { parse as parseCsv } from "csv-parse";
import { LineProblem, type LineRecord, shown } from "../quality/detection/stream-line.ts";

const LINE_FEED = 0x0a;
/** Problems that are told before reading stops: a file of another form has one on each line. */
const MOST_PROBLEMS = 5;

/** Takes one record. @returns false to read no further. @throws {LineProblem} for what is wrong with it. */
export type TakeRecord = (record: LineRecord, line: number) => boolean | void;

/** There are more problems than are told. */
export class ProblemsFound extends Error {}

/** What is wrong with the lines of a file, each by its number. */
export class Problems {
  readonly #name: string;
  readonly #found: string[] = [];

  constructor(name: string) {
    this.#name = name;
  }

  add(line: number, what: string): void {
    // What stands in a line may have line feeds in it; a problem is one line.
    this.#found.push(`${this.#name}:${line}: ${what.replace(/\s*[\r\n\u2028\u2029]\s*/g, " ")}`);
    if (this.#found.length >= MOST_PROBLEMS)
      throw new ProblemsFound(`${this.text}\n(and perhaps more: reading stopped here)`);
  }

  get any(): boolean {
    return this.#found.length > 0;
  }

  get text(): string {
    return this.#found.join("\n");
  }
}

/** Reads records that are JSON, one a line. @throws {ProblemsFound} */
export async function readLines(bytes: AsyncIterable<Buffer>, take: TakeRecord, problems: Problems): Promise<void> {
  let rest: Buffer | undefined;
  let line = 0;
  const one = (text: string, whole: boolean): boolean => {
    line++;
    const clean = line === 1 && text.startsWith("\ufeff") ? text.slice(1) : text;
    if (clean.trim() === "") return true;
    let record: unknown;
    try {
      record = JSON.parse(clean);
    } catch {
      problems.add(line, notJson(clean, whole));
      return true;
    }
    if (typeof record !== "object" || record === null || Array.isArray(record)) {
      problems.add(line, "is no object");
      return true;
    }
    return taken(record as LineRecord, line, take, problems);
  };
  for await (const chunk of bytes) {
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, from)) {
      const piece = chunk.subarray(from, end);
      const text = (rest === undefined ? piece : Buffer.concat([rest, piece])).toString("utf8");
      rest = undefined;
      from = end + 1;
      if (!one(text, true)) return;
    }
    if (from < chunk.length)
      rest = rest === undefined ? chunk.subarray(from) : Buffer.concat([rest, chunk.subarray(from)]);
  }
  if (rest !== undefined) one(rest.toString("utf8"), false);
}

function taken(record: LineRecord, line: number, take: TakeRecord, problems: Problems): boolean {
  try {
    return take(record, line) !== false;
  } catch (problem) {
    if (!(problem instanceof LineProblem)) throw problem;
    problems.add(line, problem.message);
    return true;
  }
}

function notJson(text: string, whole: boolean): string {
  if (!whole) return "the file ends in the middle of this line: is it still being written, or was it cut?";
  const word = /[:[,]\s*(-?Infinity|-?NaN|nan|None|True|False)\b/.exec(text)?.[1];
  return word === undefined ? "is no JSON" : `has ${word}, which is no value in JSON`;
}

/** Reads records that are rows below a heading. @throws {ProblemsFound} */
export async function readCsv(bytes: NodeJS.ReadableStream, take: TakeRecord, problems: Problems): Promise<void> {
  const rows = bytes.pipe(
    parseCsv({ bom: true, columns: headingOf, info: true, skip_empty_lines: true, relax_column_count: false }),
  );
  bytes.on("error", (error: Error) => rows.destroy(error));
  try {
    for await (const { record, info } of rows as AsyncIterable<{
      record: Record<string, string>;
      info: { lines: number };
    }>)
      if (!taken(fromRow(record), info.lines, take, problems)) return;
  } catch (cause) {
    if (cause instanceof LineProblem) return problems.add(1, cause.message);
    const line =
      cause instanceof Error && "lines" in cause && typeof cause.lines === "number" ? cause.lines : undefined;
    if (line === undefined || !(cause instanceof Error)) throw cause;
    problems.add(line, cause.message);
  }
}

/** @throws {LineProblem} where two columns have one name, or one has a name that no attribute can have. */
function headingOf(heading: readonly string[]): string[] {
  const names = heading.map((name) => name.trim());
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw new LineProblem(`has two columns ${shown(twice)}`);
  const inherited = names.find((name) => name in Object.prototype);
  if (inherited !== undefined) throw new LineProblem(`has a column ${shown(inherited)}: give it another name`);
  return names;
}

const FIELDS = new Set([
  "unit",
  "arm",
  "p",
  "value",
  "signal",
  "t",
  "scenario",
  "repeat",
  "cluster",
  "output_digest",
  "error",
]);

/** Whether a column is a field of a line, and no attribute. */
export function isField(column: string): boolean {
  return FIELDS.has(column);
}

/** Columns that are no field of a line are attributes, with `attrs.` before them or without. */
function fromRow(row: Readonly<Record<string, string>>): LineRecord {
  const fields: Record<string, unknown> = {};
  const attrs: Record<string, string> = {};
  for (const [name, value] of Object.entries(row)) {
    if (FIELDS.has(name)) fields[name] = value;
    else if (value !== "") attrs[name.replace(/^attrs\./, "")] = value;
  }
  return Object.keys(attrs).length === 0 ? fields : { ...fields, attrs };
}
