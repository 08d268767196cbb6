import { Readable } from "node:stream";
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from "@clickhouse/client";
import type * as Chdb from "chdb/connection";
import { BellwetherError } from "../../core/error.ts";
import { literal } from "./literal.ts";

/** Where the engine is: embedded in this process over a folder, or a server. */
export type EngineAddress =
  | { readonly kind: "chdb"; readonly path: string }
  | { readonly kind: "clickhouse"; readonly url: string };

/** Rows to be stored: lines of tab-separated values of the columns that are named. */
export interface Lines {
  readonly table: string;
  readonly columns: readonly string[];
  readonly text: string;
  readonly settings: Readonly<Record<string, string | number>>;
}

/** An engine that is open: the client for everything, and a way of its own for many rows. */
export interface Engine {
  readonly client: ClickHouseClient;
  insertLines(lines: Lines): Promise<void>;
}

/**
 * Opens the engine. Embedded and server speak the same SQL through the same client, so nothing
 * else in Bellwether knows which it is.
 *
 * @throws {BellwetherError} `store_unreachable` where chDB is not installed (it has no build for
 * Windows and Alpine), with what to do instead.
 */
export async function openEngine(address: EngineAddress): Promise<Engine> {
  if (address.kind === "clickhouse") {
    // Whoever asks is told what went wrong; by itself the client would print it too, statement and all.
    const log = { level: ClickHouseLogLevel.OFF };
    const client = createClient({ url: address.url, application: "bellwether", log });
    return { client, insertLines: (lines) => insertByStream(client, lines) };
  }
  let chdb: typeof Chdb;
  try {
    chdb = await import("chdb/connection");
  } catch (cause) {
    throw new BellwetherError(
      "store_unreachable",
      "chDB is not installed here (it has no build for Windows or Alpine): set `stores.exchanges` to the address of a ClickHouse",
      { cause },
    );
  }
  const connection = chdb.createChdbConnection({ path: address.path });
  // chDB brings its own copy of the client's types.
  const client = createClient({ connection } as unknown as Parameters<typeof createClient>[0]);
  return {
    client,
    // The client would make one text of statement and rows and have the engine parse all of it;
    // this way hands the rows over as they are.
    insertLines: async ({ table, columns, text, settings }) => {
      const values = Buffer.from(text);
      await connection.chdb.rawInsert({ table, columns: [...columns], values, format: "TabSeparated", settings });
    },
  };
}

/** Settings stand in the statement (ADR 5). */
async function insertByStream(client: ClickHouseClient, { table, columns, text, settings }: Lines): Promise<void> {
  const given = Object.entries(settings).map(
    ([name, value]) => `${name} = ${typeof value === "number" ? value : literal(value)}`,
  );
  const { stream } = await client.exec({
    query: `INSERT INTO ${table} (${columns.join(", ")}) SETTINGS ${given.join(", ")} FORMAT TabSeparated`,
    values: Readable.from([text]),
  });
  stream.resume();
}
