import { COLUMNS } from "../../exchange/columns.ts";
import type { Records, Row } from "../../scenario/records.ts";

/** What the reader needs of the world. */
export interface RecordPorts {
  /** Asks the API. */
  readonly read: (path: string) => Promise<unknown>;
  readonly sleep: (ms: number) => Promise<void>;
}

const POLL_MS = 100;
/** Records are there within a second of their exchange's end. */
const PATIENCE_POLLS = 100;
const MOST_AT_ONCE = 200;
/** What a record weighs most by, and nothing can be asserted of. */
const NOT_ASKED = new Set(["skeleton"]);
const SHOWN = COLUMNS.map(({ name }) => name)
  .filter((name) => !NOT_ASKED.has(name))
  .join(",");

interface Waiting {
  polls: number;
  readonly settle: (row: Row | undefined) => void;
  readonly fail: (error: unknown) => void;
}

/** Reads records as they come, those of all runs by one question at a time. */
export class ScenarioRecords implements Records {
  readonly #ports: RecordPorts;
  readonly #waiting = new Map<string, Waiting[]>();
  #polling = false;

  constructor(ports: RecordPorts) {
    this.#ports = ports;
  }

  /** @throws {BellwetherError} what the API says. */
  of(exchange: string): Promise<Row | undefined> {
    const { promise, resolve, reject } = Promise.withResolvers<Row | undefined>();
    const others = this.#waiting.get(exchange) ?? [];
    this.#waiting.set(exchange, [...others, { polls: 0, settle: resolve, fail: reject }]);
    if (!this.#polling) void this.#poll();
    return promise;
  }

  async #poll(): Promise<void> {
    this.#polling = true;
    while (this.#waiting.size > 0) {
      // Whatever else is asked for at this moment goes with it.
      await this.#ports.sleep(POLL_MS);
      const asked = [...this.#waiting.keys()].slice(0, MOST_AT_ONCE);
      try {
        const rows = await this.#read(asked);
        for (const exchange of asked) this.#answer(exchange, rows.get(exchange));
      } catch (error) {
        for (const exchange of asked) this.#end(exchange, ({ fail }) => fail(error));
      }
    }
    this.#polling = false;
  }

  /** Which of them are there is asked often and costs little; whole records are read once. */
  async #read(exchanges: readonly string[]): Promise<ReadonlyMap<string, Row>> {
    const there = (await this.#rows(exchanges, "exchange")).map(({ exchange }) => String(exchange));
    const rows = there.length === 0 ? [] : await this.#rows(there, SHOWN);
    return new Map(rows.map((row) => [String(row["exchange"]), row]));
  }

  async #rows(exchanges: readonly string[], show: string): Promise<readonly Row[]> {
    const query = new URLSearchParams({
      where: `exchange in (${exchanges.map((exchange) => `'${exchange}'`).join(", ")})`,
      synthetic: "true",
      show,
      limit: String(MOST_AT_ONCE),
    });
    return ((await this.#ports.read(`/api/v1/query?${query}`)) as { readonly rows: readonly Row[] }).rows;
  }

  #answer(exchange: string, row: Row | undefined): void {
    const waiting = this.#waiting.get(exchange) ?? [];
    for (const one of waiting) one.polls++;
    const given = waiting.every(({ polls }) => polls >= PATIENCE_POLLS);
    if (row !== undefined || given) this.#end(exchange, ({ settle }) => settle(row));
    else {
      // Behind those that were not asked for yet, where there are more than one question takes.
      this.#waiting.delete(exchange);
      this.#waiting.set(exchange, waiting);
    }
  }

  #end(exchange: string, how: (waiting: Waiting) => void): void {
    const waiting = this.#waiting.get(exchange) ?? [];
    this.#waiting.delete(exchange);
    for (const one of waiting) how(one);
  }
}
