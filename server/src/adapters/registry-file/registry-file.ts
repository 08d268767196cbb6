import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import { applyChange, type ControlContents, EMPTY_CONTENTS } from "../../control/apply-change.ts";
import type {
  ChainedEntry,
  ControlChange,
  ControlState,
  ControlStore,
  StoredDelivery,
  StoredErasure,
} from "../../control/control-store.ts";
import { BellwetherError } from "../../core/error.ts";
import { withFileLock } from "./file-lock.ts";

/** One change as it stands on a line: what was decided, and its entry in its place in the log. */
type ChangeLine = Omit<ControlChange, "audit" | "expects"> & { readonly audit: ChainedEntry };

/** What whole lines come to, and their entries as they are written. */
interface ReadLines {
  /** Of the lines, which are `count`. */
  readonly bytes: Buffer;
  readonly count: number;
  readonly contents: ControlContents;
  readonly written: readonly ChainedEntry[];
}

const NOTHING: ReadLines = { bytes: Buffer.alloc(0), count: 0, contents: EMPTY_CONTENTS, written: [] };

/**
 * A control store in one file of a product's repository: a change a line, appended and never
 * rewritten. What holds now is what all lines come to; each line's entry is tied to the one before,
 * so that a line that was changed, removed or moved is told.
 */
export class RegistryFile implements ControlStore {
  readonly #path: string;
  /** What was read last: of a file that begins with the same bytes only the rest is read. */
  #known: ReadLines = NOTHING;

  /** @param path the file; it is made by the first change. */
  constructor(path: string) {
    this.#path = path;
  }

  migrate(): Promise<void> {
    return Promise.resolve();
  }

  async state(): Promise<ControlState> {
    return this.#read().contents.state;
  }

  async revision(): Promise<number> {
    return this.#read().contents.state.revision;
  }

  apply(change: ControlChange): Promise<number> {
    return withFileLock(this.#path, () => {
      const { contents, bytes } = this.#read();
      const { expects: _expects, audit: _audit, ...rest } = change;
      const after = applyChange(contents, change);
      const audit = after.audit.at(-1);
      append(this.#path, bytes.length, `${JSON.stringify({ audit, ...rest })}\n`);
      return after.state.revision;
    });
  }

  async erasures(): Promise<readonly StoredErasure[]> {
    return this.#read().contents.erasures;
  }

  async owedDeliveries(): Promise<readonly StoredDelivery[]> {
    return this.#read().contents.deliveries.filter(({ doneAt }) => doneAt === undefined);
  }

  async audit(limit: number): Promise<readonly ChainedEntry[]> {
    return this.#read().written.toReversed().slice(0, limit);
  }

  async auditAfter(number: number, limit: number): Promise<readonly ChainedEntry[]> {
    return this.#read()
      .written.filter((entry, index) => Math.max(entry.number, index + 1) > number)
      .slice(0, limit);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #read(): ReadLines {
    const bytes = existsSync(this.#path) ? readFileSync(this.#path) : NOTHING.bytes;
    // A line without an end was being written when its writer was killed: nobody was told that it holds.
    const whole = bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1);
    const same = whole.subarray(0, this.#known.bytes.length).equals(this.#known.bytes);
    const from = same ? this.#known : NOTHING;
    const lines = whole.subarray(from.bytes.length).toString("utf8").split("\n").slice(0, -1);
    const written = [...from.written];
    let { contents, count } = from;
    for (const line of lines) {
      const { audit, ...rest } = this.#parse(line, ++count);
      written.push(audit);
      contents = this.#after(contents, { ...rest, audit }, count);
    }
    this.#known = { bytes: whole, count, contents, written };
    return this.#known;
  }

  #parse(line: string, number: number): ChangeLine {
    try {
      const value = JSON.parse(line) as ChangeLine;
      if (typeof value.audit.digest === "string" && typeof value.audit.number === "number") return value;
    } catch (cause) {
      throw this.#damaged(number, "it is no JSON", cause);
    }
    throw this.#damaged(number, "it is no change of a registry");
  }

  #after(contents: ControlContents, change: ControlChange, number: number): ControlContents {
    try {
      return applyChange(contents, change);
    } catch (cause) {
      throw this.#damaged(number, cause instanceof Error ? cause.message : String(cause), cause);
    }
  }

  #damaged(line: number, why: string, cause?: unknown): BellwetherError {
    const message = `${this.#path}:${line} cannot be read as a registry: ${why}. Where two branches registered at once, keep the lines of one and register anew what the other had`;
    return new BellwetherError("config_invalid", message, { cause });
  }
}

function append(path: string, whole: number, line: string): void {
  const fd = openSync(path, existsSync(path) ? "r+" : "wx", 0o644);
  try {
    ftruncateSync(fd, whole);
    const bytes = Buffer.from(line);
    let written = 0;
    while (written < bytes.length) written += writeSync(fd, bytes, written, bytes.length - written, whole + written);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
