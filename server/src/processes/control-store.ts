import { SqlControlStore } from "../adapters/control-sql/store.ts";
import { parsePostgresAddress, type PostgresAddress } from "../adapters/postgres/address.ts";
import { clientConfig, openPostgres } from "../adapters/postgres/open.ts";
import { openSqlite } from "../adapters/sqlite/open.ts";
import type { Config } from "../config/config.ts";
import { processSecrets } from "../config/load.ts";
import { readSecret } from "../config/secret.ts";
import { PostgresChanges } from "../adapters/postgres/changes.ts";
import { PostgresLeadership } from "../adapters/postgres/leadership.ts";
import type { ChangeFeed } from "../control/change-feed.ts";
import type { ControlStore } from "../control/control-store.ts";
import type { SpendingStore } from "../control/spending-store.ts";
import { type Leadership, soleLeadership } from "../control/leadership.ts";
import { systemClock } from "../core/clock.ts";
import type { GroupPaths } from "./paths.ts";

/** A control store, and what replicas of control that share it know of each other. */
export interface OpenedControlStore {
  readonly store: ControlStore & SpendingStore;
  /** Undefined where there are no other replicas. */
  readonly feed: ChangeFeed | undefined;
  readonly leadership: Leadership;
}

/**
 * Opens the control store that the configuration names.
 *
 * @throws {BellwetherError} `config_invalid` where its address is none, or its secret is missing.
 */
export function openControlStore(
  config: Config,
  paths: GroupPaths,
  report: (what: string, error?: unknown) => void,
): OpenedControlStore {
  const address = postgresAddress(config);
  if (address === undefined) {
    const store = new SqlControlStore(openSqlite(paths.control));
    return { store, feed: undefined, leadership: soleLeadership() };
  }
  return {
    store: new SqlControlStore(openPostgres(address, report)),
    feed: new PostgresChanges(address, report),
    leadership: new PostgresLeadership({ address, steadyNow: systemClock.steady, report }),
  };
}

/**
 * Where the PostgreSQL is that the configuration names; undefined where it names none.
 *
 * @throws {BellwetherError} `config_invalid` where that cannot be an address, or a secret or a file of it is missing.
 */
export function postgresAddress(config: Config): PostgresAddress | undefined {
  const named = config.stores.control;
  if (named === "sqlite") return undefined;
  const address = parsePostgresAddress(/^(env|file):/.test(named) ? readSecret(named, processSecrets) : named);
  clientConfig(address);
  return address;
}
