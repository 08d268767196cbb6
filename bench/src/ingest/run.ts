import {
  type EmbeddedStore,
  openEmbeddedStore,
} from "../../../server/src/adapters/clickhouse/fixtures/embedded-store.ts";
import type { ExchangeRecord } from "../../../server/src/exchange/columns.ts";
import type { Measured } from "../machine.ts";
import { measuredOn, settle } from "../store/engine.ts";
import { renderTable } from "../table.ts";
import { traffic } from "../store/traffic.ts";

/** How much is stored, and in blocks of which sizes. */
export interface IngestOptions {
  readonly seed: string;
  /** Records of each run. */
  readonly records: number;
  readonly say: (line: string) => void;
}

/** What storing cost at one size of blocks. */
export interface IngestFigure {
  readonly records_a_block: number;
  readonly records: number;
  /** User and system time of all threads, merges included, in microseconds. */
  readonly cpu_us: number;
  /** Records that one core stores in a second. */
  readonly a_second_on_one_core: number;
  /** Records a second while blocks were being stored, by the clock. */
  readonly a_second: number;
  /** Bytes of a record on disk, in all tables. */
  readonly disk_bytes: number;
}

/** What the benchmark found. */
export interface IngestResult extends Measured {
  readonly figures: readonly IngestFigure[];
}

/** Blocks of one gateway at rest, of a busy one, and of a store that catches up with one and with several. */
const BLOCKS = [
  { size: 50, share: 0.02 },
  { size: 1_000, share: 0.3 },
  { size: 10_000, share: 1 },
  { size: 30_000, share: 1 },
] as const;
const FROM = Date.parse("2026-10-01T00:00:00Z");

/** Stores records in blocks of several sizes, each into a store of its own. */
export async function benchIngest({ seed, records, say }: IngestOptions): Promise<IngestResult> {
  const figures: IngestFigure[] = [];
  let measured: Measured | undefined;
  // The first run lets compilers and caches come to rest, and is not counted.
  for (const [at, { size, share }] of [BLOCKS[1], ...BLOCKS].entries()) {
    const count = Math.max(size, Math.ceil((records * (at === 0 ? 0.1 : share)) / size) * size);
    const scratch = await openEmbeddedStore();
    try {
      measured ??= await measuredOn(scratch);
      const figure = await storeAll(scratch, seed, count, size);
      if (at > 0) figures.push(figure);
      say(at === 0 ? "warmed up" : `${count} records in blocks of ${size}`);
    } finally {
      await scratch.close();
    }
  }
  return { ...measured!, figures };
}

async function storeAll(scratch: EmbeddedStore, seed: string, count: number, size: number): Promise<IngestFigure> {
  // Made before anything is measured: what it takes to make records, and to clean up behind it, is no cost of storing them.
  const blocks = blocksOf(traffic({ seed, exchanges: count, from: FROM, spanMs: 86_400_000 }), size);
  Bun.gc(true);
  let storing = 0;
  const before = process.cpuUsage();
  for (const [number, records] of blocks.entries()) {
    const startedAt = performance.now();
    await scratch.store.insert(`block-${number}`, records);
    storing += performance.now() - startedAt;
  }
  await settle(scratch);
  const { user, system } = process.cpuUsage(before);
  const cpu = (user + system) / count;
  const [disk] = await scratch.ask("SELECT sum(bytes_on_disk) AS bytes FROM system.parts WHERE active");
  return {
    records_a_block: size,
    records: count,
    cpu_us: Math.round(cpu * 10) / 10,
    a_second_on_one_core: Math.round(1e6 / cpu),
    a_second: Math.round((count / storing) * 1_000),
    disk_bytes: Math.round(Number(disk?.["bytes"]) / count),
  };
}

/** Records of a day's traffic, as they would come, in blocks of a size. */
function blocksOf(source: Iterable<ExchangeRecord>, size: number): readonly (readonly ExchangeRecord[])[] {
  const blocks: ExchangeRecord[][] = [];
  let block: ExchangeRecord[] = [];
  for (const record of source) {
    if (block.push(record) < size) continue;
    blocks.push(block);
    block = [];
  }
  return block.length === 0 ? blocks : [...blocks, block];
}

/** The figures as a table. */
export function renderIngest(figures: readonly IngestFigure[]): string {
  return renderTable(
    ["records a block", "records", "CPU us/record", "a second on one core", "a second, by the clock", "bytes on disk"],
    figures.map((one) => [
      String(one.records_a_block),
      String(one.records),
      one.cpu_us.toFixed(1),
      String(one.a_second_on_one_core),
      String(one.a_second),
      String(one.disk_bytes),
    ]),
  );
}
