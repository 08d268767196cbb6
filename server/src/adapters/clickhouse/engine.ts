import type { ClickHouseClient } from "@clickhouse/client";
import { BellwetherError, isBellwetherError } from "../../core/error.ts";
import type { Statement } from "./compile-query.ts";

/** Reads rows; settings stand in the statement (ADR 5). */
export async function readRows(
  client: ClickHouseClient,
  statement: Statement,
  seconds = 30,
): Promise<readonly Record<string, unknown>[]> {
  return reach(async () => {
    const result = await client.query({
      query: `${statement.text}\nSETTINGS max_execution_time = ${seconds}, output_format_json_quote_64bit_integers = 0`,
      query_params: statement.params,
      format: "JSONEachRow",
    });
    return result.json<Record<string, unknown>>();
  });
}

/** Runs a statement that gives no rows. Its text must hold no value of a user's: it may be kept by the engine. */
export async function runStatement(client: ClickHouseClient, text: string): Promise<void> {
  await reach(() => client.command({ query: text }));
}

/**
 * Does something with the engine; what it throws becomes ours.
 *
 * @throws {BellwetherError} `query_invalid` for what the engine refuses, `store_unreachable` where
 * it does not answer.
 */
export async function reach<T>(work: () => Promise<T>): Promise<T> {
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
