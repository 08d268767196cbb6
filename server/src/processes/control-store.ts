import { SqlControlStore } from "../adapters/control-sql/store.ts";
import { parsePostgresAddress } from "../adapters/postgres/address.ts";
import { openPostgres } from "../adapters/postgres/open.ts";
import { openSqlite } from "../adapters/sqlite/open.ts";
import type { Config } from "../config/config.ts";
import { processSecrets } from "../config/load.ts";
import { readSecret } from "../config/secret.ts";
import type { ControlStore } from "../control/control-store.ts";
import type { GroupPaths } from "./paths.ts";

/**
 * Opens the control store that the configuration names.
 *
 * @throws {BellwetherError} `config_invalid` where its address is none, or its secret is missing.
 */
export function openControlStore(
  config: Config,
  paths: GroupPaths,
  report: (what: string, error?: unknown) => void,
): ControlStore {
  const named = config.stores.control;
  if (named === "sqlite") return new SqlControlStore(openSqlite(paths.control));
  const text = /^(env|file):/.test(named) ? readSecret(named, processSecrets) : named;
  return new SqlControlStore(openPostgres(parsePostgresAddress(text), report));
}
