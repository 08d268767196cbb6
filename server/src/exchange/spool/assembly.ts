import { isId } from "../../core/id.ts";
import type { ExchangeRecord } from "../columns.ts";
import { completeRecord } from "../record.ts";
import type { Frame } from "./frame.ts";
import { partsOfFrame } from "./frame-text.ts";

/**
 * Puts the two frames of each exchange of one run together again.
 *
 * Frames are given in the order in which they were written. Opens without a close are kept until
 * the run is known to be over; then they become `interrupted` records.
 */
export class RunAssembly {
  readonly #open = new Map<string, { readonly record: Partial<ExchangeRecord>; readonly segment: number }>();
  #unreadable = 0;
  #ended = false;

  /** Exchanges that have begun and not ended. */
  get pending(): number {
    return this.#open.size;
  }

  /** Frames whose payload was no record: damage that the checksum did not see, or a bug. */
  get unreadable(): number {
    return this.#unreadable;
  }

  /** True once the run's end frame has been read. */
  get ended(): boolean {
    return this.#ended;
  }

  /** The earliest segment in which an exchange began that has not ended. */
  get oldestOpenSegment(): number | undefined {
    // Opens are kept in the order in which they were written.
    for (const { segment } of this.#open.values()) return segment;
    return undefined;
  }

  /** Takes the next frame of a segment; gives a record when it completes one. */
  take(frame: Frame, segment: number): ExchangeRecord | undefined {
    if (frame.kind === "end") {
      this.#ended = true;
      return undefined;
    }
    const part = readPart(frame.payload);
    if (part === undefined) {
      this.#unreadable++;
      return undefined;
    }
    const { id, record } = part;
    if (frame.kind === "open") {
      this.#open.set(id, { record, segment });
      return undefined;
    }
    const opened = this.#open.get(id);
    this.#open.delete(id);
    return completeRecord({ ...opened?.record, ...record });
  }

  /**
   * What is left when the run is over: exchanges that began and were never closed, in the order
   * in which they began. Asked twice, it says the same twice.
   */
  interrupted(): readonly ExchangeRecord[] {
    return [...this.#open.values()].map(({ record }) => completeRecord({ ...record, outcome: "interrupted" }));
  }
}

const decoder = new TextDecoder();

function readPart(payload: Uint8Array): { id: string; record: Partial<ExchangeRecord> } | undefined {
  const parts = partsOfFrame(decoder.decode(payload));
  const id: unknown = parts?.exchange;
  return typeof id === "string" && isId(id) ? { id, record: parts as Partial<ExchangeRecord> } : undefined;
}
