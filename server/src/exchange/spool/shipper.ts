import type { ExchangeRecord } from "../columns.ts";
import { type Damage, isBefore, type Position, RUN_START, RunReader } from "./run-reader.ts";
import type { RunInfo, SpoolSource } from "./source.ts";

/** What the shipper needs of a store. */
export interface RecordSink {
  /** Stores a block; the same block again changes nothing. */
  insert(block: string, records: readonly ExchangeRecord[]): Promise<void>;
}

/** What the shipper tells others. */
export interface ShipperEvents {
  /** Records that are in the store now. */
  shipped?(records: readonly ExchangeRecord[]): void;
  /** A part of a segment that cannot be read. */
  damage?(damage: Damage): void;
}

/**
 * A block that may or may not have reached the store: noted before it is sent, so that after a
 * kill the very same rows are sent again under the same block id.
 */
interface PendingBlock {
  readonly id: string;
  readonly to: Readonly<Record<string, Position>>;
}

interface Checkpoint {
  readonly runs: Readonly<Record<string, Position>>;
  readonly pending?: PendingBlock;
}

/**
 * Moves records from the spool to the store, each exactly once.
 *
 * Positions are noted around each insert: before it with the block's id and bounds, after it
 * without. A kill at any point repeats at most one block, and the store knows that block's id.
 */
export class Shipper {
  readonly #source: SpoolSource;
  readonly #sink: RecordSink;
  readonly #events: ShipperEvents;
  readonly #readers = new Map<string, RunReader>();
  #shipped: Record<string, Position> = {};
  #pending: PendingBlock | undefined;
  #backlog: readonly ExchangeRecord[] = [];
  #loaded = false;

  constructor(source: SpoolSource, sink: RecordSink, events: ShipperEvents = {}) {
    this.#source = source;
    this.#sink = sink;
    this.#events = events;
  }

  /** Exchanges that have begun and not ended, over all runs. */
  get openExchanges(): number {
    return [...this.#readers.values()].reduce((sum, reader) => sum + reader.pending, 0);
  }

  /**
   * Ships what has been written since the last call.
   *
   * @returns how many records went to the store.
   * @throws what the store throws; the same records are sent again by the next call.
   */
  async ship(): Promise<number> {
    if (!this.#loaded) await this.#resume();
    let count = await this.#flush();
    await this.#refresh();
    const records: ExchangeRecord[] = [];
    for (const reader of this.#readers.values()) records.push(...(await reader.step()));
    if (records.length > 0) {
      this.#backlog = records;
      this.#pending = { id: blockId(this.#positions()), to: this.#positions() };
      count += await this.#flush();
    }
    await this.#finishRuns();
    return count;
  }

  async #resume(): Promise<void> {
    const text = await this.#source.loadCheckpoint();
    const checkpoint: Checkpoint = text === undefined ? { runs: {} } : (JSON.parse(text) as Checkpoint);
    this.#shipped = { ...checkpoint.runs };
    await this.#refresh();
    for (const [name, reader] of this.#readers) {
      // Read again what has been shipped, for exchanges that were open at that time.
      const shipped = this.#shipped[name];
      if (shipped !== undefined) await stepTo(reader, shipped);
    }
    if (checkpoint.pending !== undefined) {
      const records: ExchangeRecord[] = [];
      for (const [name, reader] of this.#readers) {
        const to = checkpoint.pending.to[name];
        if (to !== undefined) records.push(...(await stepTo(reader, to)));
      }
      this.#pending = checkpoint.pending;
      this.#backlog = records;
    }
    this.#loaded = true;
  }

  async #refresh(): Promise<void> {
    for (const run of await this.#source.runs()) {
      const name = runName(run);
      const known = this.#readers.get(name);
      if (known === undefined) {
        this.#readers.set(name, new RunReader(this.#source, run, (damage) => this.#events.damage?.(damage)));
      } else {
        known.refresh(run);
      }
    }
  }

  async #flush(): Promise<number> {
    const pending = this.#pending;
    if (pending === undefined) return 0;
    const records = this.#backlog;
    await this.#save({ runs: this.#shipped, pending });
    if (records.length > 0) await this.#sink.insert(pending.id, records);
    this.#shipped = { ...this.#shipped, ...pending.to };
    this.#pending = undefined;
    this.#backlog = [];
    await this.#save({ runs: this.#shipped });
    this.#events.shipped?.(records);
    for (const [name, reader] of this.#readers) await reader.removeShipped(this.#shipped[name] ?? RUN_START);
    return records.length;
  }

  /** Exchanges that a dead worker left open are recorded as interrupted; then its run can go. */
  async #finishRuns(): Promise<void> {
    for (const [name, reader] of this.#readers) {
      if (!reader.finished) continue;
      const records = reader.interrupted();
      // The id depends on the run alone, and so do the rows: after a kill the same block comes again.
      if (records.length > 0) {
        await this.#sink.insert(`${name}:interrupted`, records);
        this.#events.shipped?.(records);
      }
      this.#readers.delete(name);
      await this.#source.removeRun(reader.run);
      const { [name]: _gone, ...others } = this.#shipped;
      this.#shipped = others;
      await this.#save({ runs: this.#shipped });
    }
  }

  #positions(): Record<string, Position> {
    return Object.fromEntries([...this.#readers].map(([name, reader]) => [name, reader.position]));
  }

  async #save(checkpoint: Checkpoint): Promise<void> {
    await this.#source.saveCheckpoint(JSON.stringify(checkpoint));
  }
}

async function stepTo(reader: RunReader, to: Position): Promise<readonly ExchangeRecord[]> {
  const records: ExchangeRecord[] = [];
  while (isBefore(reader.position, to)) {
    const before = reader.position;
    records.push(...(await reader.step(to)));
    // Segments that were shipped whole are gone; what is left begins behind them.
    if (!isBefore(before, reader.position)) break;
  }
  return records;
}

function runName(run: RunInfo): string {
  return `${run.worker}/${run.run}`;
}

function blockId(positions: Readonly<Record<string, Position>>): string {
  return Object.entries(positions)
    .map(([name, { segment, offset }]) => `${name}@${segment}:${offset}`)
    .sort()
    .join(",");
}
