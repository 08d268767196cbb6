import type { ExchangeRecord } from "../exchange/columns.ts";

/** Takes records as they reach the store. */
export type FeedListener = (records: readonly ExchangeRecord[]) => void;

/** Tells those who listen of each record that has reached the store; what `tail` shows. */
export class RecordFeed {
  readonly #listeners = new Set<FeedListener>();

  /** Tells every listener. One that cannot take records has gone, and must not keep others from theirs. */
  publish(records: readonly ExchangeRecord[]): void {
    for (const listener of this.#listeners) {
      try {
        listener(records);
      } catch {
        this.#listeners.delete(listener);
      }
    }
  }

  /** Calls the listener until the returned function is called. */
  subscribe(listener: FeedListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}
