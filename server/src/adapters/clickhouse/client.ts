import { mkdirSync, rmSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Readable } from "node:stream";
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from "@clickhouse/client";
import type * as Chdb from "chdb/connection";
import { BellwetherError } from "../../core/error.ts";
import { literal } from "./literal.ts";

/** Where the engine is: embedded in this process over a folder, or a server. */
export type EngineAddress =
  | { readonly kind: "chdb"; readonly path: string }
  | { readonly kind: "clickhouse"; readonly url: string };

/** Rows to be stored: a block in the engine's Native format, and the columns that stand in it. */
export interface NativeRows {
  readonly table: string;
  readonly columns: readonly string[];
  readonly bytes: Uint8Array;
  readonly settings: Readonly<Record<string, string | number>>;
}

/** An engine that is open: the client for everything, and a way of its own for many rows. */
export interface Engine {
  readonly client: ClickHouseClient;
  insertNative(rows: NativeRows): Promise<void>;
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
    // Long lists of names go in the body: addresses are bounded, by proxies on the way too.
    const client = createClient({ url: address.url, application: "bellwether", log, use_multipart_params_auto: true });
    return { client, insertNative: (rows) => insertByStream(client, rows) };
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
  return { client, insertNative: insertByFile(client, resolve(address.path)) };
}

/** Where blocks are handed to the embedded engine. */
const INCOMING = "incoming";

/**
 * The embedded engine takes only text beside a statement, and reading text is most of what storing
 * costs; binary blocks it reads from files. The file lies in the store's own folder and is gone
 * when the block is stored; what a kill has left goes when the store is opened again.
 */
function insertByFile(client: ClickHouseClient, path: string): Engine["insertNative"] {
  const folder = join(path, INCOMING);
  rmSync(folder, { recursive: true, force: true });
  let count = 0;
  return async (rows) => {
    const file = join(folder, `${count++}.native`);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    try {
      await writeFile(file, rows.bytes, { mode: 0o600 });
      await client.command({
        query: `${intoOf(rows)} SELECT * FROM file(${literal(file)}, Native) SETTINGS ${settingsOf(rows)}`,
      });
    } finally {
      await rm(file, { force: true });
    }
  };
}

async function insertByStream(client: ClickHouseClient, rows: NativeRows): Promise<void> {
  const { stream } = await client.exec({
    query: `${intoOf(rows)} SETTINGS ${settingsOf(rows)} FORMAT Native`,
    values: Readable.from([rows.bytes]),
  });
  stream.resume();
}

function intoOf({ table, columns }: NativeRows): string {
  return `INSERT INTO ${table} (${columns.join(", ")})`;
}

/** Settings stand in the statement (ADR 5). */
function settingsOf({ settings }: NativeRows): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} = ${typeof value === "number" ? value : literal(value)}`)
    .join(", ");
}
