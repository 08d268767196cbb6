import { Readable } from "node:stream";
import type { ClickHouseClient } from "@clickhouse/client";
import { BellwetherError, isBellwetherError } from "../../core/error.ts";
import { idTime } from "../../core/id.ts";
import { COLUMNS, type ExchangeRecord } from "../../exchange/columns.ts";
import type { Query } from "../../exchange/query/query.ts";
import type { ExchangeStore, Fence, ReadLimits, Row, Rows } from "../../exchange/store.ts";
import { compileQuery, type Statement } from "./compile-query.ts";
import { loadMigrations, migrateEngine } from "./migrate.ts";
import { reachingFunction, singleStatement, tablesOf } from "./read-only.ts";
import { decodeRow, encodeRow, engineTime, presentTimes } from "./rows.ts";

/** What the adapter is given beside its engine. */
export interface ClickHouseStoreOptions {
  readonly now: () => number;
  /** Milliseconds after which a record goes. */
  readonly retentionMs: number;
}

const ALL_COLUMNS = COLUMNS.map(({ name }) => name).join(", ");
const READABLE_TABLES = new Set(["exchanges"]);
/** What a statement without FROM reads from. */
const NO_TABLE = "system.one";
/** Ours, but not for readers: no name given inside a statement makes them readable. */
const PRIVATE_TABLES = new Set(["migrations"]);
const READABLE_FUNCTIONS = new Set(["numbers", "values", "view"]);
/** An id is made when its request arrives; clocks of nodes may differ. */
const ID_SLACK_MS = 86_400_000;

/** The exchange store on ClickHouse SQL, embedded or served. */
export class ClickHouseStore implements ExchangeStore {
  readonly #client: ClickHouseClient;
  readonly #options: ClickHouseStoreOptions;

  constructor(client: ClickHouseClient, options: ClickHouseStoreOptions) {
    this.#client = client;
    this.#options = options;
  }

  async migrate(): Promise<void> {
    await reach(async () => {
      await migrateEngine(this.#client, loadMigrations(), this.#options.now);
      const seconds = Math.ceil(this.#options.retentionMs / 1000);
      await this.#client.command({
        query: `ALTER TABLE exchanges MODIFY TTL toDateTime(received_at) + toIntervalSecond(${seconds})`,
      });
    });
  }

  async insert(block: string, records: readonly ExchangeRecord[]): Promise<void> {
    const lines = `${records.map(encodeRow).join("\n")}\n`;
    // Settings stand in the statement: given apart, the embedded engine would keep them for the
    // statements after this one.
    const token = block.replaceAll("\\", "\\\\").replaceAll("'", "\\'");
    await reach(async () => {
      const { stream } = await this.#client.exec({
        query: `INSERT INTO exchanges SETTINGS insert_deduplicate = 1, insert_deduplication_token = '${token}', async_insert = 0 FORMAT JSONEachRow`,
        values: Readable.from([lines]),
      });
      stream.resume();
    });
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
    return rows[0] === undefined ? undefined : decodeRow(rows[0]);
  }

  async lastOfSession(tenant: string, client: string, session: string): Promise<ExchangeRecord | undefined> {
    const rows = await this.#read({
      text: `SELECT ${ALL_COLUMNS} FROM exchanges WHERE tenant = {tenant:String} AND client = {client:String} AND session = {session:String} AND operation = 'generate' AND chain_digest != '' ORDER BY received_at DESC LIMIT 1`,
      params: { tenant, client, session },
    });
    return rows[0] === undefined ? undefined : decodeRow(rows[0]);
  }

  async query(query: Query, fence: Fence, limits: ReadLimits): Promise<Rows> {
    const rows = await this.#read(compileQuery(query, fence, limits.rows), limits.seconds);
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
    const settings = `readonly = 1, max_execution_time = ${limits.seconds}, output_format_json_quote_64bit_integers = 0`;
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

  async ping(): Promise<void> {
    await reach(async () => {
      const result = await this.#client.ping();
      if (!result.success) throw result.error;
    });
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  async #read(statement: Statement, seconds = 30): Promise<readonly Record<string, unknown>[]> {
    return reach(async () => {
      const result = await this.#client.query({
        query: `${statement.text}\nSETTINGS max_execution_time = ${seconds}, output_format_json_quote_64bit_integers = 0`,
        query_params: statement.params,
        format: "JSONEachRow",
      });
      return result.json<Record<string, unknown>>();
    });
  }

  /** The engine could read files and other servers: a reader may ask for our tables only. */
  async #checkTables(text: string): Promise<void> {
    const result = await reach(() =>
      this.#client.query({ query: `SELECT explain FROM (EXPLAIN AST ${text}\n)`, format: "JSONEachRow" }),
    );
    const tree = (await reach(() => result.json<{ explain: string }>())).map(({ explain }) => explain).join("\n");
    const { tables, functions } = tablesOf(tree);
    const names = new Set([...text.matchAll(/\b([A-Za-z_]\w*)\s+as\s*\(/gi)].map((match) => match[1]));
    const readable = (name: string): boolean =>
      READABLE_TABLES.has(name) || name === NO_TABLE || (names.has(name) && !PRIVATE_TABLES.has(name));
    const table = tables.find((name) => !readable(name));
    const called = functions.find((name) => !READABLE_FUNCTIONS.has(name)) ?? reachingFunction(tree);
    if (table !== undefined || called !== undefined) {
      throw new BellwetherError(
        "query_invalid",
        `the SQL was refused: it reads from ${table ?? `${called}()`}; the table that can be read is ${[...READABLE_TABLES].join(", ")}`,
      );
    }
  }
}

async function reach<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (isBellwetherError(cause)) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    // The engine's own errors carry its code and type; what has none never reached it.
    if (cause instanceof Error && "code" in cause && "type" in cause && cause.type !== undefined) {
      throw new BellwetherError("query_invalid", `the store refused the query: ${message.trim()}`, { cause });
    }
    throw new BellwetherError("store_unreachable", `the exchange store does not answer: ${message.trim()}`, { cause });
  }
}
