import { mkdirSync } from "node:fs";
import { type Engine, openEngine } from "../adapters/clickhouse/client.ts";
import { ClickHouseStore } from "../adapters/clickhouse/store.ts";
import type { Config } from "../config/config.ts";
import { processSecrets } from "../config/load.ts";
import { readSecret } from "../config/secret.ts";
import type { Leadership } from "../control/leadership.ts";
import { systemClock } from "../core/clock.ts";
import { BellwetherError, isBellwetherError } from "../core/error.ts";
import type { ExchangeStore } from "../exchange/store.ts";
import type { GroupPaths } from "./paths.ts";
import { untilReached } from "./until-reached.ts";

/** An exchange store and the engine that it is on. */
export interface OpenedExchanges {
  readonly engine: Engine;
  readonly exchanges: ExchangeStore;
}

/** Opens the exchange store that the configuration names; its schema may be an older one still. */
export async function openExchanges(config: Config, paths: GroupPaths): Promise<OpenedExchanges> {
  const address = config.stores.exchanges;
  if (address === "chdb") mkdirSync(paths.exchanges, { recursive: true, mode: 0o700 });
  const engine = await openEngine(
    address === "chdb"
      ? { kind: "chdb", path: paths.exchanges }
      : { kind: "clickhouse", url: clickHouseAddress(address) },
  );
  return { engine, exchanges: new ClickHouseStore(engine, { now: systemClock.now }) };
}

/**
 * Where a ClickHouse is.
 *
 * @throws {BellwetherError} `config_invalid` where that is no address, or its secret is missing.
 */
export function clickHouseAddress(named: string): string {
  const url = /^(env|file):/.test(named) ? readSecret(named, processSecrets) : named;
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
  throw new BellwetherError(
    "config_invalid",
    `what ${named} holds, which \`stores.exchanges\` names, is no address of a ClickHouse: http://user:password@host:8123/database is expected`,
  );
}

const LEAD_EVERY_MS = 200;

/**
 * Brings the schema of the exchange store up to date. The embedded one is this process's own: at
 * once, or not at all. A ClickHouse may be away, and has one schema for all: whoever leads control
 * does it, as soon as it can be done.
 *
 * @returns what resolves when a schema that is brought up to date behind the scenes is.
 */
export async function prepareExchanges(
  config: Config,
  exchanges: ExchangeStore,
  leadership: Leadership,
  wanted: () => boolean,
  report: (what: string, error?: unknown) => void,
): Promise<{ readonly done: Promise<void> }> {
  if (config.stores.exchanges === "chdb") {
    await exchanges.migrate();
    return { done: Promise.resolve() };
  }
  const leading = async (): Promise<void> => {
    while (wanted() && !leadership.leads) await new Promise((resolve) => setTimeout(resolve, LEAD_EVERY_MS));
    await untilReached(
      // The lead may be lost while the store is away: then the schema is another's to change.
      async () => (leadership.leads ? exchanges.migrate() : undefined),
      {
        wanted,
        report,
        // A store that is out of memory or has no right refuses a step of its schema until somebody has mended it,
        // which nobody tells us: without the schema no record is stored, so there is nothing better than to ask again.
        mayPass: isBellwetherError,
      },
    );
  };
  return {
    done: leading().catch((error: unknown) => report("the exchange store cannot be brought up to date", error)),
  };
}
