import { createReadStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stdin } from "node:process";
import { createGunzip } from "node:zlib";
import { parse as parseCsv } from "csv-parse";
import { LineProblem, type LineRecord } from "../quality/detection/stream-line.ts";
import { usageError } from "./context.ts";
import { type Progress } from "./progress.ts";

const LINE_FEED = 0x0a;
/** Problems that are told before reading stops: a file of another form has one on each line. */
const MOST_PROBLEMS = 5;

/** Takes one record. @returns false to read no further. @throws {LineProblem} for what is wrong with it. */
export type TakeRecord = (record: LineRecord, line: number) => boolean | void;

/** A file of records, JSON a line or CSV with a heading, either of which may be packed by gzip. */
export class RecordFile {
  readonly path: string;
  /** As a person calls it. */
  readonly name: string;
  readonly #progress: Progress;

  constructor(path: string, name: string, progress: Progress) {
    this.path = path;
    this.name = name;
    this.#progress = progress;
  }

  /** Reads the records one after the other. @throws {BellwetherError} `usage`, with file and line of what is wrong. */
  async read(pass: string, take: TakeRecord): Promise<void> {
    const problems = new Problems(this.name);
    const found = statSync(this.path, { throwIfNoEntry: false });
    if (found === undefined) throw usageError(`${this.name}: there is no such file`);
    if (!found.isFile() && !found.isFIFO()) throw usageError(`${this.name}: is no file`);
    const { size } = found;
    const plain = this.path.replace(/\.gz$/, "");
    const file = createReadStream(this.path, { highWaterMark: 1 << 20 });
    file.on("data", (chunk) => this.#progress.moved(`${this.name} (${pass})`, chunk.length, size));
    const bytes = plain === this.path ? file : file.pipe(createGunzip());
    // A pipe does not hand on what went wrong before it.
    file.on("error", (error) => bytes.destroy(error));
    try {
      if (plain.endsWith(".csv")) await readCsv(bytes, take, problems);
      else await readLines(bytes, take, problems);
    } catch (cause) {
      if (cause instanceof ProblemsFound) throw usageError(cause.message);
      if (cause instanceof Error && "code" in cause) throw usageError(`${this.name}: ${cause.message}`);
      throw cause;
    } finally {
      file.destroy();
      this.#progress.ended();
    }
    if (problems.any) throw usageError(problems.text);
  }
}

class ProblemsFound extends Error {}

class Problems {
  readonly #name: string;
  readonly #found: string[] = [];

  constructor(name: string) {
    this.#name = name;
  }

  add(line: number, what: string): void {
    this.#found.push(`${this.#name}:${line}: ${what}`);
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

async function readLines(bytes: AsyncIterable<Buffer>, take: TakeRecord, problems: Problems): Promise<void> {
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

async function readCsv(bytes: NodeJS.ReadableStream, take: TakeRecord, problems: Problems): Promise<void> {
  const rows = bytes.pipe(
    parseCsv({ bom: true, columns: true, info: true, skip_empty_lines: true, relax_column_count: false }),
  );
  bytes.on("error", (error: Error) => rows.destroy(error));
  try {
    for await (const { record, info } of rows as AsyncIterable<{
      record: Record<string, string>;
      info: { lines: number };
    }>)
      if (!taken(fromRow(record), info.lines, take, problems)) return;
  } catch (cause) {
    const line =
      cause instanceof Error && "lines" in cause && typeof cause.lines === "number" ? cause.lines : undefined;
    if (line === undefined || !(cause instanceof Error)) throw cause;
    problems.add(line, cause.message);
  }
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

/**
 * Files that can be read more than once: what comes by the standard input (`-`) is put on disk first.
 *
 * @returns the file, and what puts away what was written for it.
 */
export async function recordFile(
  path: string,
  progress: Progress,
): Promise<{ readonly file: RecordFile; readonly done: () => void }> {
  if (path !== "-") return { file: new RecordFile(path, path, progress), done: () => undefined };
  const folder = mkdtempSync(join(tmpdir(), "bellwether-"));
  const copy = join(folder, "stdin.jsonl");
  await writeFile(copy, stdin);
  return { file: new RecordFile(copy, "standard input", progress), done: () => rmSync(folder, { recursive: true }) };
}
