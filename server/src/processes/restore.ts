import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { openEngine } from "../adapters/clickhouse/client.ts";
import { attachFrozen, type FrozenStore } from "../adapters/clickhouse/frozen.ts";
import type { Config } from "../config/config.ts";
import { systemClock } from "../core/clock.ts";
import { BellwetherError } from "../core/error.ts";
import { VERSION } from "../core/version.ts";
import { lockGroup } from "./group-lock.ts";
import { groupPaths, type GroupPaths } from "./paths.ts";

/** Keys without which what is in the stores, or what was signed, cannot be compared with what comes later. */
const SECRETS = ["skeleton.key", "erasure.key", "signing.key"] as const;
const MANIFEST = "backup.json";

const manifestSchema = z.object({
  version: z.string(),
  made_at: z.string(),
  migration: z.number().int(),
  tables: z.array(z.object({ name: z.string().regex(/^\w+$/), rows: z.number().int() })),
});

/** What was copied, or restored. */
export interface BackupSummary {
  readonly folder: string;
  readonly records: number;
}

/**
 * Copies what is held of both stores, and the keys that reading them takes, into a folder.
 *
 * @param source the exchange store and the file of the control store, as control holds them.
 * @throws {BellwetherError} `usage` where the folder is in use.
 */
export function copyBackup(
  paths: GroupPaths,
  source: { readonly control: string; readonly exchanges: FrozenStore },
  into: string,
): BackupSummary {
  if (existsSync(into) && readdirSync(into).length > 0)
    throw new BellwetherError("usage", `${into} is not empty: name a folder that is not there yet`);
  mkdirSync(into, { recursive: true, mode: 0o700 });
  const { migration, tables } = source.exchanges;
  copyFileSync(source.control, join(into, "control.db"));
  for (const { name, folder } of tables)
    if (folder !== undefined) cpSync(folder, join(into, "exchanges", name), { recursive: true });
  mkdirSync(join(into, "secrets"), { mode: 0o700 });
  for (const name of SECRETS)
    if (existsSync(join(paths.secrets, name))) copyFileSync(join(paths.secrets, name), join(into, "secrets", name));
  const made = { version: VERSION, made_at: new Date(systemClock.now()).toISOString(), migration };
  // Written last: a folder without it is no backup.
  writeFileSync(
    join(into, MANIFEST),
    `${JSON.stringify({ ...made, tables: tables.map(({ name, rows }) => ({ name, rows })) }, undefined, 2)}\n`,
  );
  return { folder: into, records: recordsOf(tables) };
}

/**
 * Restores a backup into a data folder that holds no stores.
 *
 * @throws {BellwetherError} `usage` where it does or the folder is no backup, `config_invalid`
 * where a Bellwether is up on it, `store_unreachable` where not every row has arrived.
 */
export async function restoreBackup(config: Config, from: string): Promise<BackupSummary> {
  const manifest = readManifest(from);
  if (config.stores.exchanges !== "chdb")
    throw new BellwetherError("usage", "a backup is restored into the embedded store: stores.exchanges names another");
  const paths = groupPaths(config);
  const unlock = lockGroup(paths.run);
  try {
    for (const store of [paths.exchanges, paths.control]) {
      if (existsSync(store))
        throw new BellwetherError("usage", `${store} is there already: restore into an empty data folder (--data)`);
    }
    try {
      for (const name of readdirSync(join(from, "secrets"))) copySecret(join(from, "secrets", name), paths, name);
      mkdirSync(paths.exchanges, { recursive: true, mode: 0o700 });
      const engine = await openEngine({ kind: "chdb", path: paths.exchanges });
      try {
        const tables = manifest.tables.map((table) => {
          const folder = join(from, "exchanges", table.name);
          return existsSync(folder) ? { ...table, folder } : table;
        });
        await attachFrozen(engine.client, { migration: manifest.migration, tables }, systemClock.now);
      } finally {
        await engine.client.close();
      }
      copyFileSync(join(from, "control.db"), paths.control);
    } catch (error) {
      // Half a store would be taken for a whole one.
      for (const store of [paths.exchanges, paths.control]) rmSync(store, { recursive: true, force: true });
      throw error;
    }
    return { folder: config.data, records: recordsOf(manifest.tables) };
  } finally {
    unlock();
  }
}

function copySecret(file: string, paths: GroupPaths, name: string): void {
  const own = join(paths.secrets, name);
  if (existsSync(own) && !readFileSync(own).equals(readFileSync(file)))
    throw new BellwetherError("usage", `${own} is another key than the backup's: restore into an empty data folder`);
  writeFileSync(own, readFileSync(file), { mode: 0o600 });
}

function readManifest(from: string): z.infer<typeof manifestSchema> {
  const file = join(from, MANIFEST);
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const result = manifestSchema.safeParse(text === "" ? undefined : parsed(text));
  if (result.success) return result.data;
  throw new BellwetherError("usage", `${from} is no whole backup: ${MANIFEST} is missing in it, or damaged`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The caller says that it is damaged.
    return undefined;
  }
}

function recordsOf(tables: readonly { readonly name: string; readonly rows: number }[]): number {
  return tables.find(({ name }) => name === "exchanges")?.rows ?? 0;
}
