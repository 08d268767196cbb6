import type { Engine } from "../../../server/src/adapters/clickhouse/client.ts";
import { COLUMNS } from "../../../server/src/exchange/columns.ts";
import { FIGURES, LEVEL_TABLES } from "../../../server/src/adapters/clickhouse/level-tables.ts";
import { COHORT_DAYS } from "../../../server/src/exchange/query/levels.ts";
import type { ExchangeStore } from "../../../server/src/exchange/store.ts";
import { traffic } from "../store/traffic.ts";

/** Records that are made one by one; more are made of them by the engine. */
const MADE = 500_000;
const BLOCK = 10_000;
const HOUR = 3_600_000;
const FROM = Date.parse("2026-07-01T00:00:00Z");
/** As dense as a hundred million exchanges in ninety days are. */
const SPAN = 11 * HOUR;

/** What a store was filled with. */
export interface Filled {
  readonly rows: number;
  /** A session of the middle of the time. */
  readonly session: string;
  readonly exchange: string;
  /** After the last record, in milliseconds. */
  readonly until: number;
}

/**
 * Fills a store: records are made from a seed, and then made again for later days with other
 * ids and sessions, until there are as many as asked for.
 */
export async function fillStore(
  { engine, store }: { engine: Engine; store: ExchangeStore },
  rows: number,
  say: (line: string) => void,
): Promise<Filled> {
  const made = Math.min(rows, MADE);
  let block = [];
  let count = 0;
  let session = "";
  let exchange = "";
  for (const record of traffic({ seed: "query", exchanges: made, from: FROM, spanMs: SPAN })) {
    block.push(record);
    if (block.length === BLOCK || count + block.length === made) {
      count += block.length;
      await store.insert(`made-${count}`, block);
      if (count >= made / 2 && session === "")
        ({ session, exchange } = block.find(({ turn }) => turn > 3) ?? block[0]!);
      block = [];
    }
  }
  say(`${made} records made`);
  for (let copy = 1; copy * made < rows; copy++) {
    const limit = Math.min(made, rows - copy * made);
    await engine.client.command({
      query: `INSERT INTO exchanges (${COLUMNS.map(({ name }) => name).join(", ")}) SELECT ${COLUMNS.map(({ name }) => later(name, copy)).join(", ")} FROM exchanges WHERE received_at < toDateTime64('${iso(FROM + SPAN)}', 3, 'UTC') LIMIT ${limit} SETTINGS max_threads = 1, max_insert_threads = 1, async_insert = 0`,
    });
    if (copy % 2 === 0) say(`${copy * made + limit} records`);
  }
  return { rows, session, exchange, until: FROM + Math.ceil(rows / made) * SPAN };
}

/**
 * Makes figures as of so many more exchanges of later days: those of the records again. The
 * records themselves are not stored.
 *
 * @returns of how many exchanges there are figures then.
 */
export async function addFigures(engine: Engine, { rows, until }: Filled, times: number): Promise<number> {
  const days = Math.ceil((until - FROM) / (24 * HOUR));
  for (const [level, table] of LEVEL_TABLES) {
    // The engine makes these of those by the hour.
    if (level === COHORT_DAYS) continue;
    const columns = [...level.dimensions, ...FIGURES.keys()].join(", ");
    for (let copy = 1; copy <= times; copy++) {
      await engine.client.command({
        query: `INSERT INTO ${table} (at, ${columns}) SELECT at + toIntervalDay(${copy * days}), ${columns} FROM ${table} WHERE at < toDateTime(${Math.ceil(until / 1000)}, 'UTC') SETTINGS max_threads = 1, async_insert = 0`,
      });
    }
  }
  return rows * (times + 1);
}

function later(name: string, copy: number): string {
  const shifted = `${name} + toIntervalHour(${(copy * SPAN) / HOUR})`;
  if (name.endsWith("_at")) return `${shifted} AS ${name}_later`;
  if (name === "session" || name === "parent_exchange") return `concat(${name}, '-${copy}') AS ${name}_later`;
  if (name !== "exchange") return name;
  // An id begins with its time (UUIDv7): the copy's has to as well.
  const time = `leftPad(lower(hex(toUnixTimestamp64Milli(received_at) + ${copy * SPAN})), 16, '0')`;
  return `concat(substring(${time}, 5, 8), '-', substring(${time}, 13, 4), substring(exchange, 14)) AS exchange_later`;
}

function iso(at: number): string {
  return new Date(at).toISOString().replace("T", " ").slice(0, -1);
}
