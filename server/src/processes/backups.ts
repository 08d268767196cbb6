import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type FrozenStore, freezeStore, thawStore } from "../adapters/clickhouse/frozen.ts";
import type { Engine } from "../adapters/clickhouse/client.ts";
import { copySqlite } from "../adapters/sqlite/open.ts";
import type { Backups } from "../control/backup-routes.ts";
import type { Turns } from "../control/turns.ts";
import { BellwetherError } from "../core/error.ts";
import type { GroupPaths } from "./paths.ts";

/** What holding the stores takes. */
export interface BackupPorts {
  readonly paths: GroupPaths;
  readonly engine: Engine;
  /** Whether the exchange store is the embedded one. */
  readonly embedded: boolean;
  /** One at a time with whatever else changes the stored records. */
  readonly turns: Turns;
  readonly newId: () => string;
  /** Brings what waits in the spool into the store. */
  readonly ship: () => Promise<void>;
}

/** Holds both stores of one moment: no block is stored while they are frozen, and freezing is quick. */
export function storeBackups({ paths, engine, embedded, turns, newId, ship }: BackupPorts): Backups {
  const folder = join(paths.run, "backups");
  // What a backup that was killed had frozen.
  if (embedded) for (const id of foldersIn(folder)) thawStore(paths.exchanges, id);
  rmSync(folder, { recursive: true, force: true });
  return {
    async begin() {
      if (!embedded) {
        throw new BellwetherError(
          "usage",
          "the exchange store is a ClickHouse server: back it up with its own BACKUP, as docs/operations.md says",
        );
      }
      await ship();
      const id = newId();
      const control = join(folder, id, "control.db");
      mkdirSync(join(folder, id), { recursive: true, mode: 0o700 });
      const exchanges = await turns.run(async (): Promise<FrozenStore> => {
        copySqlite(paths.control, control);
        return freezeStore(engine.client, paths.exchanges, id);
      });
      return { id, control, exchanges };
    },
    end(id) {
      thawStore(paths.exchanges, id);
      rmSync(join(folder, id), { recursive: true, force: true });
      return Promise.resolve();
    },
  };
}

function foldersIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // No backup has ever begun here.
    return [];
  }
}
