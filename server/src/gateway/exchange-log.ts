import type { RecordParts } from "../exchange/record.ts";
import type { Durability, Reservation } from "../exchange/spool/spool.ts";

/** How an exchange ended, as the record says it. */
export type Outcome = "complete" | "cut" | "cancelled" | "refused" | "failed";

/**
 * Gathers what becomes an exchange's record, and writes its two frames: `open` with all that is
 * known before the upstream is called, `close` with what was learnt since. Nothing is written
 * twice, and the first close wins.
 */
export class ExchangeLog {
  #reservation: Reservation | undefined;
  #durability: Durability = "best_effort";
  /** What is known and not written yet, as it was told: it is put together once, in writing it. */
  #parts: RecordParts[];
  readonly #exchange: string;
  #bound = false;
  #opened: Promise<void> | undefined;
  #closed: Promise<void> | undefined;

  /** @param exchange id of the exchange, which stands in both frames. */
  constructor(exchange: string, parts: RecordParts) {
    this.#exchange = exchange;
    this.#parts = [{ exchange }, parts];
  }

  /** What the contract asks of the record. */
  get durability(): Durability {
    return this.#durability;
  }

  /** Whether there is room for the frames; without it nothing is written. */
  get reserved(): boolean {
    return this.#reservation !== undefined;
  }

  /** Whether room for the frames was asked for, got or not. */
  get bound(): boolean {
    return this.#bound;
  }

  /** @param reservation absent where the spool is full and the contract lets the exchange go on unrecorded. */
  reserve(reservation: Reservation | undefined, durability: Durability): void {
    this.#bound = true;
    this.#reservation = reservation;
    this.#durability = durability;
  }

  /** Adds facts to the next frame. */
  note(parts: RecordParts): void {
    this.#parts.push(parts);
  }

  get isClosed(): boolean {
    return this.#closed !== undefined;
  }

  /**
   * Writes the open frame. When this returns the frame survives a kill; the promise says when it
   * survives a power cut too, where the contract asks for that.
   */
  open(): Promise<void> {
    if (this.#opened === undefined) {
      const parts = this.#parts;
      this.#parts = [{ exchange: this.#exchange }];
      this.#opened = this.#reservation?.open(parts, this.#durability) ?? Promise.resolve();
      // It may be awaited much later, or not at all where the exchange fails before.
      this.#opened.catch(ignoredUntilAwaited);
    }
    return this.#opened;
  }

  /** Resolves when the open frame is as durable as the contract asks; at once where there is none. */
  opened(): Promise<void> {
    return this.#opened ?? Promise.resolve();
  }

  /**
   * Writes the close frame, once.
   *
   * @param after what has to be done first; the exchange counts as ended at once.
   */
  close(outcome: Outcome, endedAt: number, parts: RecordParts, after?: Promise<unknown>): Promise<void> {
    if (this.#closed === undefined) {
      this.#parts.push(parts, { outcome, ended_at: endedAt });
      const write = (): Promise<void> => this.#reservation?.close(this.#parts, this.#durability) ?? Promise.resolve();
      this.#closed = after === undefined ? write() : after.then(write, write);
      this.#closed.catch(ignoredUntilAwaited);
    }
    return this.#closed;
  }
}

function ignoredUntilAwaited(): void {
  // Whoever awaits the promise gets the error; this only keeps it from being called unhandled.
}
