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
import { isBellwetherError } from "../core/error.ts";
import { usageError } from "./context.ts";
import type { Progress } from "./progress.ts";
import { isField, Problems, ProblemsFound, readCsv, readLines, type TakeRecord } from "./records.ts";

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
  return { packed, csv: columns.some((column) => isField(column)) && !heading.startsWith("{") };
}
