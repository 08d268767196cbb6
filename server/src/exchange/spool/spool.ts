import type { RecordParts } from "../record.ts";

/** What an exchange's record is worth to its contract. */
export type Durability = "required" | "best_effort";

/**
 * Where a gateway worker writes its records before anything else may happen: the write side of
 * the spool. One worker has one spool.
 *
 * A frame that `append` has returned from survives any kill of the process; one for which
 * `settled` has resolved under `required` survives a power cut too.
 */
export interface Spool {
  /**
   * Reserves room for the two frames of an exchange.
   *
   * @returns a reservation, or undefined when the spool is full.
   */
  reserve(): Reservation | undefined;
  /** Bytes on disk that are not shipped yet, and the bound. */
  usage(): { readonly bytes: number; readonly limit: number };
  /** Exchanges whose records could not be written since the start. */
  readonly dropped: number;
  /** Ends the run: writes the end frame, makes all durable and closes the files. */
  close(): Promise<void>;
}

/** The two frames of one exchange. */
export interface Reservation {
  /**
   * Writes the open frame. The parts are what is known before the upstream is called; of a column
   * that stands in several the last holds.
   *
   * Rejects with `record_not_durable` where `required` is asked for and it cannot be made durable.
   *
   * @throws {BellwetherError} `record_not_durable`, at once, when it cannot even be written and
   * `required` is asked for: nothing must be sent then. Under best effort the close frame makes up for it.
   */
  open(parts: readonly RecordParts[], durability: Durability): Promise<void>;
  /** Writes the close frame: what was learnt since the open frame. Releases the reservation. */
  close(parts: readonly RecordParts[], durability: Durability): Promise<void>;
  /** Gives the room back when no frame will be written. */
  release(): void;
}
