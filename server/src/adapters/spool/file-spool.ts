import { readdirSync } from "node:fs";
import { join } from "node:path";
import { BellwetherError } from "../../core/error.ts";
import type { RecordParts } from "../../exchange/record.ts";
import { type FrameKind, FrameEncoder } from "../../exchange/spool/frame.ts";
import { frameText } from "../../exchange/spool/frame-text.ts";
import type { Durability, Reservation, Spool } from "../../exchange/spool/spool.ts";
import { SEGMENT_DEFAULTS, SegmentWriter, type SegmentOptions, segmentBytes } from "./segment-writer.ts";

/** Where a worker's spool is, how large it may become, and how it tells its troubles. */
export interface FileSpoolOptions {
  /** The worker's own folder; each run makes a folder inside it. */
  readonly dir: string;
  /** Id of this run (UUIDv7): runs sort in the order in which they began. */
  readonly run: string;
  /** Bytes that all unshipped segments of the worker may take. */
  readonly limit: number;
  /** Milliseconds that no setting of the wall clock moves. */
  readonly now: () => number;
  readonly segments?: SegmentOptions;
  /** Called when a frame could not be written; not for each of many. */
  readonly onTrouble?: (error: unknown) => void;
}

/** Room that an exchange reserves: two frames of any usual size. */
const RESERVED = 128 * 1024;
const RECOUNT_MS = 1_000;
const TELL_EVERY_MS = 10_000;

/** The spool on local disk. */
export class FileSpool implements Spool {
  readonly #options: FileSpoolOptions;
  readonly #writer: SegmentWriter;
  readonly #encoder = new FrameEncoder();
  #reserved = 0;
  #dropped = 0;
  #toldAt = -Infinity;
  #counted = { at: -Infinity, bytes: 0 };

  /** @throws the file system's error when the folder cannot be made or written. */
  constructor(options: FileSpoolOptions) {
    this.#options = options;
    this.#writer = new SegmentWriter(join(options.dir, options.run), options.segments ?? SEGMENT_DEFAULTS, options.now);
  }

  get dropped(): number {
    return this.#dropped;
  }

  usage(): { readonly bytes: number; readonly limit: number } {
    const now = this.#options.now();
    if (now - this.#counted.at > RECOUNT_MS)
      this.#counted = { at: now, bytes: this.#writer.bytes() + this.#otherRuns() };
    return { bytes: this.#counted.bytes, limit: this.#options.limit };
  }

  reserve(): Reservation | undefined {
    const { bytes, limit } = this.usage();
    if (bytes + this.#reserved + RESERVED > limit) return undefined;
    this.#reserved += RESERVED;
    let held = true;
    const release = (): void => {
      if (held) this.#reserved -= RESERVED;
      held = false;
    };
    /** What the open frame would have said: where it could not be written the close frame says it too. */
    let unwritten: readonly RecordParts[] = [];
    return {
      open: (parts, durability) => {
        const failure = this.#append("open", parts);
        if (failure === undefined) return this.#durable(durability);
        unwritten = parts;
        if (durability === "required") throw failure;
        return DONE;
      },
      close: (parts, durability) => {
        const failure = this.#append("close", unwritten.length === 0 ? parts : [...unwritten, ...parts]);
        if (failure === undefined && durability === "required") {
          const durable = this.#durable(durability);
          void durable.then(release, release);
          return durable;
        }
        release();
        if (failure === undefined) return DONE;
        this.#dropped++;
        return durability === "required" ? Promise.reject(failure) : DONE;
      },
      release,
    };
  }

  async close(): Promise<void> {
    this.#writer.write(this.#encoder.encode("end", "{}"));
    await this.#writer.close();
  }

  /** Writes a frame; gives the error where it could not be written. */
  #append(kind: FrameKind, parts: readonly RecordParts[]): BellwetherError | undefined {
    try {
      const frame = this.#encoder.encode(kind, frameText(parts));
      this.#writer.write(frame);
      this.#counted.bytes += frame.length;
      return undefined;
    } catch (cause) {
      this.#tell(cause);
      return notDurable(cause);
    }
  }

  // Not an async function: for best effort the work is done when it returns, and nothing is awaited.
  #durable(durability: Durability): Promise<void> {
    if (durability === "best_effort") return DONE;
    return this.#writer.durable().catch((cause: unknown) => {
      this.#tell(cause);
      throw notDurable(cause);
    });
  }

  /** A full disk fails every frame: the log, which may be on it, hears of it now and then. */
  #tell(cause: unknown): void {
    const now = this.#options.now();
    if (now - this.#toldAt < TELL_EVERY_MS) return;
    this.#toldAt = now;
    this.#options.onTrouble?.(cause);
  }

  #otherRuns(): number {
    const paths: string[] = [];
    for (const run of readdirSync(this.#options.dir)) {
      if (run === this.#options.run) continue;
      for (const name of readdirSync(join(this.#options.dir, run))) paths.push(join(this.#options.dir, run, name));
    }
    return segmentBytes(paths);
  }
}

const DONE = Promise.resolve();

function notDurable(cause: unknown): BellwetherError {
  return new BellwetherError(
    "record_not_durable",
    "the record of this exchange could not be written to disk, and its contract requires one; try again, and look at the gateway's disk",
    { cause, retryAfter: 1 },
  );
}
