import type { ExchangeRecord } from "../../exchange/columns.ts";
import type { ControlPlace, ControlPlaces } from "./control-places.ts";

/** Longest wait for a replica to take records, in milliseconds. */
const TAKE_MS = 2_000;
/** Records that wait for a slow replica; beyond them the oldest are left out. */
const MAX_WAITING = 5_000;

/**
 * Brings records that are in the store to every replica of control, so that each can show them as
 * they come and knows conversations without asking the store. Nothing depends on it: a replica
 * that misses records finds them in the store.
 */
export class RecordCourier {
  readonly #places: ControlPlaces;
  readonly #waiting = new Map<ControlPlace, ExchangeRecord[]>();
  readonly #busy = new Set<ControlPlace>();

  constructor(places: ControlPlaces) {
    this.#places = places;
  }

  /** Begins to bring records; does not wait for anybody to take them. */
  bring(records: readonly ExchangeRecord[]): void {
    if (records.length === 0) return;
    for (const place of this.#places.all) {
      const waiting = [...(this.#waiting.get(place) ?? []), ...records];
      this.#waiting.set(place, waiting.slice(-MAX_WAITING));
      void this.#work(place);
    }
  }

  async #work(place: ControlPlace): Promise<void> {
    if (this.#busy.has(place)) return;
    this.#busy.add(place);
    for (let batch = this.#next(place); batch !== undefined; batch = this.#next(place)) {
      const init = { method: "POST", body: JSON.stringify(batch), signal: AbortSignal.timeout(TAKE_MS) };
      try {
        const response = await this.#places.ask(place, "/records", init);
        await response.body?.cancel();
      } catch {
        // It is away, and finds what it misses in the store.
        this.#waiting.delete(place);
      }
    }
    this.#busy.delete(place);
  }

  #next(place: ControlPlace): readonly ExchangeRecord[] | undefined {
    const waiting = this.#waiting.get(place);
    this.#waiting.delete(place);
    return waiting;
  }
}
