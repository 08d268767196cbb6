import {
  closeSync,
  existsSync,
  fdatasync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { SEGMENT_MAGIC } from "../../exchange/spool/frame.ts";

/** Sizes and times of a segment writer. */
export interface SegmentOptions {
  /** Bytes after which a new segment begins. */
  readonly segmentBytes: number;
  /** Longest time between two group commits, in milliseconds. */
  readonly commitEveryMs: number;
  /** Frames after which a group commit does not wait any longer. */
  readonly commitFrames: number;
}

/** The measured defaults: 16 MiB segments; a group commit at most every 10 ms or 256 frames. */
export const SEGMENT_DEFAULTS: SegmentOptions = {
  segmentBytes: 16 * 1024 * 1024,
  commitEveryMs: 10,
  commitFrames: 256,
};

interface Waiter {
  resolve(): void;
  reject(error: unknown): void;
}

/** Name of the n-th segment of a run; names sort as numbers do. */
export function segmentName(sequence: number): string {
  return `${String(sequence).padStart(8, "0")}.seg`;
}

/** Appends bytes to the segment files of one run, and makes them durable in groups. */
export class SegmentWriter {
  readonly #dir: string;
  readonly #options: SegmentOptions;
  readonly #now: () => number;
  readonly #sizes = new Map<string, number>();
  #sequence = 0;
  #fd = -1;
  #path = "";
  #offset = 0;
  #waiters: Waiter[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #syncing = false;
  #lastSync = 0;
  /** Files that were left while a sync of theirs was under way. */
  #retired: number[] = [];

  constructor(dir: string, options: SegmentOptions, now: () => number) {
    this.#dir = dir;
    this.#options = options;
    this.#now = now;
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    this.#rotate();
    // The directory's own entry must survive too, or the first segment could vanish with it.
    syncDirectory(dir);
    syncDirectory(dirname(dir));
  }

  /**
   * Writes bytes whole or not at all. When it returns, the kernel has them: a kill of this
   * process cannot take them back.
   *
   * @throws the file system's error when they could not be written.
   */
  write(bytes: Uint8Array): void {
    if (this.#offset > SEGMENT_MAGIC.length && this.#offset + bytes.length > this.#options.segmentBytes) this.#rotate();
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(this.#fd, bytes, written, bytes.length - written);
    } catch (error) {
      // A torn frame would hide the whole ones behind it.
      if (written > 0) ftruncateSync(this.#fd, this.#offset);
      throw error;
    }
    this.#offset += written;
    this.#sizes.set(this.#path, this.#offset);
  }

  /** Resolves when everything written so far survives a power cut. */
  durable(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      this.#schedule();
    });
  }

  /** Bytes of this run's segments that still exist; shipped ones have been removed by their reader. */
  bytes(): number {
    let total = 0;
    for (const [path, size] of this.#sizes) {
      if (path !== this.#path && !existsSync(path)) this.#sizes.delete(path);
      else total += size;
    }
    return total;
  }

  /** Makes everything durable and closes the file. */
  async close(): Promise<void> {
    await this.durable();
    closeSync(this.#fd);
    this.#fd = -1;
  }

  #rotate(): void {
    const path = join(this.#dir, segmentName(this.#sequence));
    const fd = openSegment(path);
    this.#sequence++;
    if (this.#fd >= 0) {
      // Frames that somebody waits for may stand in the old file.
      if (this.#waiters.length > 0 || this.#syncing) fsyncSync(this.#fd);
      if (this.#syncing) this.#retired.push(this.#fd);
      else closeSync(this.#fd);
    }
    this.#path = path;
    this.#fd = fd;
    this.#offset = SEGMENT_MAGIC.length;
    this.#sizes.set(this.#path, this.#offset);
  }

  #schedule(): void {
    if (this.#syncing) return;
    if (this.#waiters.length >= this.#options.commitFrames) {
      this.#sync();
      return;
    }
    if (this.#timer !== undefined) return;
    const wait = Math.max(0, this.#lastSync + this.#options.commitEveryMs - this.#now());
    if (wait === 0) this.#sync();
    else this.#timer = setTimeout(() => this.#sync(), wait);
  }

  #sync(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const waiting = this.#waiters;
    this.#waiters = [];
    this.#syncing = true;
    fdatasync(this.#fd, (error) => {
      this.#syncing = false;
      this.#lastSync = this.#now();
      for (const fd of this.#retired.splice(0)) closeSync(fd);
      for (const waiter of waiting) {
        if (error === null) waiter.resolve();
        else waiter.reject(error);
      }
      if (this.#waiters.length > 0) this.#schedule();
    });
  }
}

/** A new segment with its first bytes, or none: on a full disk the old one has to stay as it is. */
function openSegment(path: string): number {
  const fd = openSync(path, "ax", 0o600);
  try {
    if (writeSync(fd, SEGMENT_MAGIC) < SEGMENT_MAGIC.length) throw new Error(`${path} could not be begun`);
    return fd;
  } catch (error) {
    closeSync(fd);
    rmSync(path, { force: true });
    throw error;
  }
}

/** Bytes of all segment files below a directory, whoever wrote them. */
export function segmentBytes(paths: readonly string[]): number {
  return paths.reduce((sum, path) => sum + (existsSync(path) ? statSync(path).size : 0), 0);
}

function syncDirectory(dir: string): void {
  const fd = openSync(dir, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
