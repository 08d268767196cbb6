import {
  closeSync,
  createReadStream,
  fstatSync,
  mkdtempSync,
  openSync,
  read,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stdin } from "node:process";
import { Readable } from "node:stream";
import { promisify } from "node:util";
import { constants, createGunzip, gunzipSync } from "node:zlib";
import { parse as parseCsv } from "csv-parse";
import { isBellwetherError } from "../core/error.ts";
import { LineProblem, type LineRecord, shown } from "../quality/detection/stream-line.ts";
import { usageError } from "./context.ts";
import { type Progress } from "./progress.ts";

const LINE_FEED = 0x0a;
/** Problems that are told before reading stops: a file of another form has one on each line. */
const MOST_PROBLEMS = 5;

/** Takes one record. @returns false to read no further. @throws {LineProblem} for what is wrong with it. */
export type TakeRecord = (record: LineRecord, line: number) => boolean | void;

const readAt = promisify(read);

/** How a file's records are written, inside what packs it. */
interface FileForm {
  readonly packed: boolean;
  readonly csv: boolean;
}

/** A file of records, JSON a line or CSV with a heading, either of which may be packed by gzip. */
export class RecordFile {
  /** As a person calls it. */
  readonly name: string;
  readonly #fd: number;
  readonly #form: FileForm;
  readonly #progress: Progress;

  /** @param fd of an open file that can be read from its start, again and again. */
  constructor(fd: number, name: string, form: FileForm, progress: Progress) {
    this.#fd = fd;
    this.name = name;
    this.#form = form;
    this.#progress = progress;
  }

  /** Reads the records one after the other. @throws {BellwetherError} `usage`, with file and line of what is wrong. */
  async read(pass: string, take: TakeRecord): Promise<void> {
    const problems = new Problems(this.name);
    const { size } = fstatSync(this.#fd);
    const file = Readable.from(
      chunksOf(this.#fd, (length) => this.#progress.moved(`${this.name} (${pass})`, length, size)),
    );
    const bytes = this.#form.packed ? file.pipe(createGunzip()) : file;
    // A pipe does not hand on what went wrong before it.
    file.on("error", (error) => bytes.destroy(error));
    try {
      if (this.#form.csv) await readCsv(bytes, take, problems);
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

const CHUNK = 1 << 20;

async function* chunksOf(fd: number, moved: (bytes: number) => void): AsyncGenerator<Buffer> {
  for (let at = 0; ;) {
    const { bytesRead, buffer } = await readAt(fd, Buffer.allocUnsafe(CHUNK), 0, CHUNK, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    moved(bytesRead);
    yield buffer.subarray(0, bytesRead);
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

/** The standard input of this process, once somebody reads it. */
let standardInput: string | undefined;

/**
 * Opens a file for reading, more than once: what can be read only once (`-`, a pipe) is put on disk first, in a file
 * that nobody else sees and that is gone with this process, however it ends.
 *
 * @returns the file, and what closes it.
 * @throws {BellwetherError} `usage` where there is no such file, or it cannot be read.
 */
export async function recordFile(
  path: string,
  progress: Progress,
): Promise<{ readonly file: RecordFile; readonly done: () => void }> {
  const isInput = path === "-" || path === "/dev/stdin";
  const name = path === "-" ? "standard input" : path;
  if (isInput && standardInput !== undefined)
    throw usageError(`${name} can be read once, and is ${standardInput} already: give the other by its path`);
  if (isInput) standardInput = name;
  const fd = isInput ? await copied(stdin) : await opened(path);
  const form = formOf(path, fd);
  return { file: new RecordFile(fd, name, form, progress), done: () => closeSync(fd) };
}

async function opened(path: string): Promise<number> {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) throw usageError(`${path}: there is no such file`);
    if (found.isFile()) return openSync(path, "r");
    // Pipes, and what a shell calls /dev/fd/63.
    if (found.isFIFO() || found.isCharacterDevice() || found.isSocket()) return await copied(createReadStream(path));
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && !isBellwetherError(cause))
      throw usageError(`${path}: ${cause.message}`);
    throw cause;
  }
  throw usageError(`${path}: is no file`);
}

async function copied(source: AsyncIterable<Uint8Array>): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "bellwether-"));
  const fd = openSync(join(folder, "copy"), "wx+", 0o600);
  // The file has no name from here on: it is gone when it is closed, or when this process is killed.
  rmSync(folder, { recursive: true });
  let at = 0;
  for await (const chunk of source)
    for (let from = 0; from < chunk.length;) {
      const written = writeSync(fd, chunk, from, chunk.length - from, at);
      from += written;
      at += written;
    }
  return fd;
}

const PACKED = [0x1f, 0x8b] as const;
/** Bytes that are looked at to tell what a file is. */
const LOOKED_AT = 65_536;

/** By its name where that says it, else by how it begins. */
function formOf(path: string, fd: number): FileForm {
  const start = Buffer.alloc(LOOKED_AT);
  const bytes = start.subarray(0, readSync(fd, start, 0, LOOKED_AT, 0));
  const packed = PACKED.every((byte, index) => bytes[index] === byte);
  const plain = path.toLowerCase().replace(/\.gz$/, "");
  if (/\.(?:csv|jsonl?|ndjson)$/.test(plain))
    return { packed: packed || path.toLowerCase().endsWith(".gz"), csv: plain.endsWith(".csv") };
  let text = "";
  try {
    text = (packed ? gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }) : bytes).toString("utf8");
  } catch {
    // Whoever reads it says what is wrong with it.
  }
  const [heading = ""] = text
    .replace(/^\ufeff/, "")
    .trimStart()
    .split("\n");
  const columns = heading.split(",").map((column) => column.trim().replace(/^"|"$/g, ""));
  return { packed, csv: columns.some((column) => FIELDS.has(column)) && !heading.startsWith("{") };
}
