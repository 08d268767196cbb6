import type { ExchangeRecord } from "../columns.ts";
import { RunAssembly } from "./assembly.ts";
import { readFrames, SEGMENT_MAGIC } from "./frame.ts";
import type { RunInfo, SpoolSource } from "./source.ts";

/** A place in a run: a segment's number and an offset in it. */
export interface Position {
  readonly segment: number;
  readonly offset: number;
}

/** The first place of any run. */
export const RUN_START: Position = { segment: 0, offset: 0 };

/** Whether one place comes before another. */
export function isBefore(a: Position, b: Position): boolean {
  return a.segment < b.segment || (a.segment === b.segment && a.offset < b.offset);
}

/** Damage that a reader met: everything behind it in that segment is lost, and somebody must know. */
export interface Damage {
  readonly worker: string;
  readonly run: string;
  readonly segment: number;
  readonly offset: number;
}

/** Most bytes that one step takes from a run, so that one busy worker cannot starve the others. */
const STEP_BYTES = 32 * 1024 * 1024;

/** Reads one run from its first kept segment on, as far as it has been written. */
export class RunReader {
  readonly #source: SpoolSource;
  readonly #assembly = new RunAssembly();
  readonly #onDamage: (damage: Damage) => void;
  #run: RunInfo;
  #position: Position = RUN_START;
  #finished = false;

  constructor(source: SpoolSource, run: RunInfo, onDamage: (damage: Damage) => void) {
    this.#source = source;
    this.#run = run;
    this.#onDamage = onDamage;
  }

  get run(): RunInfo {
    return this.#run;
  }

  /** Up to where frames have been taken. */
  get position(): Position {
    return this.#position;
  }

  /** True when the run is over and all of it has been taken. */
  get finished(): boolean {
    return this.#finished;
  }

  /** Exchanges that have begun and not ended. */
  get pending(): number {
    return this.#assembly.pending;
  }

  /** Frames that held no record. */
  get unreadable(): number {
    return this.#assembly.unreadable;
  }

  /** Tells that the run's worker is known to be gone. */
  refresh(run: RunInfo): void {
    this.#run = run;
  }

  /**
   * Takes what has been written since, up to `until` where given, and gives the records that were
   * completed by it.
   */
  async step(until?: Position): Promise<readonly ExchangeRecord[]> {
    const records: ExchangeRecord[] = [];
    const segments = await this.#source.segments(this.#run);
    let taken = 0;
    for (const segment of segments) {
      if (segment < this.#position.segment) continue;
      if (until !== undefined && segment > until.segment) break;
      const later = segment < (segments.at(-1) ?? 0);
      const offset = segment === this.#position.segment ? this.#position.offset : 0;
      const bound = until?.segment === segment ? until.offset - offset : STEP_BYTES;
      const { end, bytes } = await this.#takeSegment(segment, offset, bound, later || this.#run.over, records);
      this.#position = { segment, offset: end };
      taken += bytes;
      if (taken >= STEP_BYTES) return records;
    }
    const last = segments.at(-1);
    const atEnd = until === undefined && (last === undefined || this.#position.segment === last);
    this.#finished = atEnd && (this.#run.over || this.#assembly.ended) && taken === 0;
    return records;
  }

  /** Exchanges that were never closed; only of a finished run. */
  interrupted(): readonly ExchangeRecord[] {
    return this.#assembly.interrupted();
  }

  /** Removes the segments that are behind `shipped` and in which no exchange is still open. */
  async removeShipped(shipped: Position): Promise<void> {
    const keep = Math.min(shipped.segment, this.#assembly.oldestOpenSegment ?? shipped.segment);
    for (const segment of await this.#source.segments(this.#run)) {
      if (segment < keep) await this.#source.removeSegment(this.#run, segment);
    }
  }

  async #takeSegment(
    segment: number,
    from: number,
    bound: number,
    final: boolean,
    records: ExchangeRecord[],
  ): Promise<{ end: number; bytes: number }> {
    let start = from;
    let bytes = await this.#source.read(this.#run, segment, start, bound);
    if (start === 0) {
      if (bytes.length < SEGMENT_MAGIC.length) return { end: 0, bytes: 0 };
      start = SEGMENT_MAGIC.length;
      bytes = bytes.subarray(start);
    }
    let scan = readFrames(bytes, start);
    if (scan.tail === "partial" && scan.frames.length === 0 && bytes.length >= STEP_BYTES) {
      // One frame larger than a step: take all of it.
      bytes = await this.#source.read(this.#run, segment, start, Number.MAX_SAFE_INTEGER);
      scan = readFrames(bytes, start);
    }
    for (const frame of scan.frames) {
      const record = this.#assembly.take(frame, segment);
      if (record !== undefined) records.push(record);
    }
    // A torn last frame of a killed writer is expected: nobody was told that it was written.
    if (scan.tail === "damaged" || (scan.tail === "partial" && final && bytes.length < STEP_BYTES)) {
      if (scan.tail === "damaged" && final) this.#onDamage({ ...this.#run, segment, offset: scan.end });
      return { end: final ? start + bytes.length : scan.end, bytes: final ? bytes.length : scan.end - from };
    }
    return { end: scan.end, bytes: scan.end - from };
  }
}
