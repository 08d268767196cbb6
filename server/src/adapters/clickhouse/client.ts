import { type ClickHouseClient, ClickHouseLogLevel, createClient } from "@clickhouse/client";
import type * as Chdb from "chdb/connection";
import { BellwetherError } from "../../core/error.ts";

/** Where the engine is: embedded in this process over a folder, or a server. */
export type EngineAddress =
  | { readonly kind: "chdb"; readonly path: string }
  | { readonly kind: "clickhouse"; readonly url: string };

/**
 * Opens the engine. Embedded and server speak the same SQL through the same client, so nothing
 * else in Bellwether knows which it is.
 *
 * @throws {BellwetherError} `store_unreachable` where chDB is not installed (it has no build for
 * Windows and Alpine), with what to do instead.
 */
export async function openEngine(address: EngineAddress): Promise<ClickHouseClient> {
  if (address.kind === "clickhouse")
    // Whoever asks is told what went wrong; by itself the client would print it too, statement and all.
    return createClient({ url: address.url, application: "bellwether", log: { level: ClickHouseLogLevel.OFF } });
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
  return createClient({ connection } as unknown as Parameters<typeof createClient>[0]);
}
