import { readFileSync } from "node:fs";
import { Kysely, PostgresDialect, sql } from "kysely";
import pg from "pg";
import { BellwetherError } from "../../core/error.ts";
import type { ControlDatabase } from "../control-sql/database.ts";
import type { ControlTables } from "../control-sql/schema.ts";
import type { PostgresAddress } from "./address.ts";
import { postgresFailure } from "./failure.ts";

/** Longest waits in milliseconds: for a connection, for an answer, for a lock that another holds. */
const CONNECT_MS = 3_000;
const ANSWER_MS = 10_000;
const LOCK_MS = 5_000;
/** A replica that hangs in the middle of a change loses it, so that the others can go on. */
const IDLE_IN_CHANGE_MS = 5_000;
const CONNECTIONS = 8;

/** Channel on which replicas tell each other of new revisions. */
export const CHANGES_CHANNEL = "bellwether_control";

/**
 * How to connect.
 *
 * @throws {BellwetherError} `config_invalid` where the authority's file cannot be read.
 */
export function clientConfig(address: PostgresAddress): pg.ClientConfig {
  const { host, port, user, database } = address;
  return {
    host,
    port,
    user,
    // Given always: the driver would look in the environment and in files for what is not.
    password: address.password ?? "",
    database,
    ssl: tlsOf(address),
    application_name: "bellwether",
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: ANSWER_MS,
    statement_timeout: ANSWER_MS,
    lock_timeout: LOCK_MS,
    idle_in_transaction_session_timeout: IDLE_IN_CHANGE_MS,
  };
}

/** Opens a PostgreSQL for the control store. Nothing is connected to before the first question. */
export function openPostgres(
  address: PostgresAddress,
  report: (what: string, error?: unknown) => void,
): ControlDatabase {
  const pool = new pg.Pool({ ...clientConfig(address), max: CONNECTIONS, idleTimeoutMillis: 30_000 });
  // Who uses a connection that is lost is told by what it asked; one that nobody uses is told of here.
  pool.on("connect", (client) => client.on("error", () => undefined));
  pool.on("error", (error) => report("a connection to the control store was lost", postgresFailure(address, error)));
  const db = new Kysely<ControlTables>({ dialect: new PostgresDialect({ pool }) });
  return {
    dialect: "postgres",
    db,
    announce: async (tx, revision) => {
      await sql`select pg_notify(${CHANGES_CHANNEL}, ${String(revision)})`.execute(tx);
    },
    failure: (cause) => postgresFailure(address, cause),
  };
}

function tlsOf({ tls, authority, host }: PostgresAddress): pg.ClientConfig["ssl"] {
  if (tls === "off") return false;
  if (tls === "encrypted") return { rejectUnauthorized: false };
  if (authority === undefined) return { rejectUnauthorized: true, servername: host };
  try {
    return { rejectUnauthorized: true, servername: host, ca: readFileSync(authority, "utf8") };
  } catch (cause) {
    throw new BellwetherError(
      "config_invalid",
      `the file ${authority} cannot be read, which sslrootcert in \`stores.control\` names`,
      { cause },
    );
  }
}
