import type { Records } from "../scenario/records.ts";

/** What runs have cost so far, by the records of their exchanges. */
export class RunCosts {
  readonly #records: Records;
  readonly #told: (usd: number) => void;
  readonly #reading = new Set<Promise<void>>();
  #usd = 0;

  /** @param told of each sum that is another than the one before. */
  constructor(records: Records, told: (usd: number) => void) {
    this.#records = records;
    this.#told = told;
  }

  /** US dollars; what has no price counts nothing. */
  get usd(): number {
    return this.#usd;
  }

  /** Counts exchanges, as soon as their records are there. */
  add(exchanges: readonly string[]): void {
    for (const exchange of exchanges) {
      const reading = this.#read(exchange).finally(() => this.#reading.delete(reading));
      this.#reading.add(reading);
    }
  }

  /** Waits until all that was added is counted. */
  async settled(): Promise<void> {
    await Promise.all(this.#reading);
  }

  async #read(exchange: string): Promise<void> {
    // A record that cannot be read has no cost that is known; whoever needs the record says so.
    const cost = await this.#records.of(exchange).then(
      (row) => row?.["cost_usd"],
      () => undefined,
    );
    if (typeof cost !== "number" || cost === 0) return;
    this.#usd += cost;
    this.#told(this.#usd);
  }
}
