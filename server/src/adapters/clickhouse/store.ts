import type { ClickHouseClient } from "@clickhouse/client";
import { BellwetherError } from "../../core/error.ts";
import { idTime } from "../../core/id.ts";
import { COLUMNS, type ExchangeRecord } from "../../exchange/columns.ts";
import type { EraseScope } from "../../exchange/erase.ts";
import type { Query } from "../../exchange/query/query.ts";
import type { EraseOrder, ExchangeStore, Fence, ReadLimits, Retention, Row, Rows } from "../../exchange/store.ts";
import type { Engine } from "./client.ts";
import { encodeBlock } from "./blocks.ts";
import { compileFastest } from "./compile-levels.ts";
import type { Statement } from "./compile-query.ts";
import { reach, readRows } from "./engine.ts";
import { countErasable, erasedDigests, eraseRecords } from "./erase-records.ts";
import { expireRecords } from "./expire-records.ts";
import { LEVEL_TABLES } from "./level-tables.ts";
import { NativeWriter } from "./native-writer.ts";
import { loadMigrations, migrateEngine } from "./migrate.ts";
import { reachingFunction, singleStatement, tablesOf } from "./read-only.ts";
import { decodeRow, engineTime, presentTimes } from "./rows.ts";
import { ClickHouseScoreStore } from "./score-store.ts";

/** What the adapter is given beside its engine. */
export interface ClickHouseStoreOptions {
  readonly now: () => number;
}

const ALL_COLUMNS = COLUMNS.map(({ name }) => name).join(", ");
const READABLE_TABLES = new Set(["exchanges", ...LEVEL_TABLES.values(), "signal_hours", "scores"]);
/** What a statement without FROM reads from. */
const NO_TABLE = "system.one";
/** Ours, but not for readers: no name given inside a statement makes them readable. */
const PRIVATE_TABLES = new Set(["migrations", "erased_digests", "erased_scores"]);
const READABLE_FUNCTIONS = new Set(["numbers", "values", "view"]);
/** An id is made when its request arrives; clocks of nodes may differ. */
const ID_SLACK_MS = 86_400_000;

/** Bytes of memory that are kept for the next block. */
const MOST_SPARE = 64 * 1024 ** 2;

/** Bytes that one statement of a reader may take in the engine. */
const MOST_MEMORY = 1024 ** 3;

/** The exchange store on ClickHouse SQL, embedded or served. */
export class ClickHouseStore implements ExchangeStore {
  readonly scores: ClickHouseScoreStore;
  readonly #engine: Engine;
  readonly #client: ClickHouseClient;
  readonly #options: ClickHouseStoreOptions;
  /** A writer whose block has been stored: fresh memory for each of many blocks costs more than writing it. */
  #spare: NativeWriter | undefined;

  constructor(engine: Engine, options: ClickHouseStoreOptions) {
    this.#engine = engine;
    this.#client = engine.client;
    this.scores = new ClickHouseScoreStore(engine.client);
    this.#options = options;
  }

  async migrate(): Promise<void> {
    await reach(() => migrateEngine(this.#client, loadMigrations(), this.#options.now));
  }

  async insert(block: string, records: readonly ExchangeRecord[]): Promise<void> {
    const writer = this.#spare ?? new NativeWriter();
    this.#spare = undefined;
    const rows = encodeBlock(records, writer);
    await reach(() =>
      this.#engine.insertNative({
        ...rows,
        table: "exchanges",
        settings: {
          insert_deduplicate: 1,
          insert_deduplication_token: block,
          // What reached the records and not the figures is made up for when the block comes again.
          deduplicate_blocks_in_dependent_materialized_views: 1,
          async_insert: 0,
          // Views have summed what is alike in the block already.
          optimize_on_insert: 0,
          // Several threads would be no cheaper, and a gateway may need the other cores.
          max_threads: 1,
          max_insert_threads: 1,
          // The block stays one: it is stored whole under its id, or not.
          min_insert_block_size_rows: 1_048_576,
          min_insert_block_size_bytes: 4 * 1024 ** 3,
        },
      }),
    );
    if (writer.capacity <= MOST_SPARE) this.#spare = writer;
  }

  async find(exchange: string, fence: Fence): Promise<ExchangeRecord | undefined> {
    const at = idTime(exchange);
    const fenced = fence.kind === "key" ? " AND tenant = {tenant:String} AND key = {key:String}" : "";
    const rows = await this.#read({
      text: `SELECT ${ALL_COLUMNS} FROM exchanges WHERE exchange = {exchange:String} AND received_at BETWEEN {from:DateTime64(3, 'UTC')} AND {to:DateTime64(3, 'UTC')}${fenced} LIMIT 1`,
      params: {
        exchange,
        from: engineTime(Math.max(0, at - ID_SLACK_MS)),
        to: engineTime(at + ID_SLACK_MS),
        ...(fence.kind === "key" ? { tenant: fence.tenant, key: fence.key } : {}),
      },
    });
    const row = rows[0];
    if (row === undefined) return undefined;
    const known = row["erased"] === true && row["response_digest"] === "" && row["request_digest"] === "";
    return decodeRow(known ? { ...row, ...(await erasedDigests(this.#client, exchange)) } : row);
  }

  async lastOfSession(tenant: string, client: string, session: string): Promise<ExchangeRecord | undefined> {
    // First which one, by few columns, then all of that one by its place: whole records are wide. No negation
    // of several comparisons: see `filterText`.
    const [place] = await this.#read({
      text: "SELECT surface, version, received_at, exchange FROM exchanges WHERE tenant = {tenant:String} AND client = {client:String} AND session = {session:String} AND operation = 'generate' AND chain_digest != '' AND (outcome != 'refused' OR attempts_count > 0) ORDER BY received_at DESC LIMIT 1",
      params: { tenant, client, session },
    });
    if (place === undefined) return undefined;
    const [row] = await this.#read({
      text: `SELECT ${ALL_COLUMNS} FROM exchanges WHERE surface = {surface:String} AND version = {version:String} AND received_at = {received_at:DateTime64(3, 'UTC')} AND exchange = {exchange:String} LIMIT 1`,
      params: place,
    });
    return row === undefined ? undefined : decodeRow(row);
  }

  async tenantOfAnswer(answer: string): Promise<string | undefined> {
    const rows = await this.#read({
      text: "SELECT tenant FROM exchanges WHERE format = 'openai-responses' AND operation = 'generate' AND (response = {answer:String} OR session = {answer:String}) ORDER BY received_at LIMIT 1",
      params: { answer },
    });
    const tenant = rows[0]?.["tenant"];
    return typeof tenant === "string" ? tenant : undefined;
  }

  async query(query: Query, fence: Fence, limits: ReadLimits): Promise<Rows> {
    const rows = await this.#read(compileFastest(query, fence, limits.rows), limits.seconds);
    const limit = Math.min(query.limit, limits.rows);
    const named = query.groupBy.filter((name) => !query.select.some((item) => item.name === name));
    return {
      columns: [...named, ...query.select.map(({ name }) => name)],
      rows: rows.slice(0, limit).map(presentTimes),
      truncated: rows.length > limit,
    };
  }

  async sql(statement: string, limits: ReadLimits): Promise<Rows> {
    const text = singleStatement(statement);
    await this.#checkTables(text);
    const settings = `readonly = 1, max_memory_usage = ${MOST_MEMORY}, max_execution_time = ${limits.seconds}, output_format_json_quote_64bit_integers = 0`;
    const result = await reach(() =>
      this.#client.query({
        query: `SELECT * FROM (\n${text}\n) LIMIT ${limits.rows + 1} SETTINGS ${settings}`,
        format: "JSON",
      }),
    );
    const { meta, data } = await reach(() => result.json<Row>());
    return {
      columns: (meta ?? []).map(({ name }) => name),
      rows: data.slice(0, limits.rows),
      truncated: data.length > limits.rows,
    };
  }

  async erasable(scope: EraseScope, before: number): Promise<number> {
    return countErasable(this.#client, scope, before);
  }

  async erase(order: EraseOrder): Promise<number> {
    return eraseRecords(this.#client, order);
  }

  async expire(retention: Retention): Promise<void> {
    await expireRecords(this.#client, retention);
  }

  async ping(): Promise<void> {
    await reach(async () => {
      const result = await this.#client.ping();
      if (!result.success) throw result.error;
    });
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  async #read(statement: Statement, seconds?: number): Promise<readonly Record<string, unknown>[]> {
    return readRows(this.#client, statement, seconds);
  }

  /** The engine could read files and other servers: a reader may ask for our tables only. */
  async #checkTables(text: string): Promise<void> {
    const result = await reach(() =>
      this.#client.query({ query: `SELECT explain FROM (EXPLAIN AST ${text}\n)`, format: "JSONEachRow" }),
    );
    const tree = (await reach(() => result.json<{ explain: string }>())).map(({ explain }) => explain).join("\n");
    // Limits stand outside of the statement; in it, it could lift them.
    if (/^\s*Set\b/m.test(tree))
      throw new BellwetherError("query_invalid", "the SQL was refused: SETTINGS are not allowed here");
    const { tables, functions } = tablesOf(tree);
    const names = new Set([...text.matchAll(/\b([A-Za-z_]\w*)\s+as\s*\(/gi)].map((match) => match[1]));
    const readable = (name: string): boolean =>
      READABLE_TABLES.has(name) || name === NO_TABLE || (names.has(name) && !PRIVATE_TABLES.has(name));
    const table = tables.find((name) => !readable(name));
    const called = functions.find((name) => !READABLE_FUNCTIONS.has(name)) ?? reachingFunction(tree);
    if (table !== undefined || called !== undefined) {
      throw new BellwetherError(
        "query_invalid",
        `the SQL was refused: it reads from ${table ?? `${called}()`}; the tables that can be read are ${[...READABLE_TABLES].join(", ")}`,
      );
    }
  }
}
