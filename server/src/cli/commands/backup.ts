import { resolve } from "node:path";
import { buildCommand } from "@stricli/core";
import type { FrozenStore } from "../../adapters/clickhouse/frozen.ts";
import { groupPaths } from "../../processes/paths.ts";
import { copyBackup } from "../../processes/restore.ts";
import { apiClient } from "../api-client.ts";
import { type CliContext, EXIT, guarded, requireConfig } from "../context.ts";
import { apiFlags, type ApiFlags } from "../flags.ts";

/** `bellwether backup`: copies both stores of one moment while they are in use. */
export const backupCommand = buildCommand<ApiFlags, [string], CliContext>({
  docs: {
    brief: "Copy both stores, as they are at one moment, into a folder",
    fullDescription: `Copy the exchange store (chDB) and the control store (SQLite), as they are at one moment, and the keys that reading them takes, into a folder that is not there yet. Bellwether has to be up, on this machine; it goes on meanwhile. Who has the folder can read every record: keep it as you keep the data folder.

Example
  bellwether backup /backups/bellwether-2026-04-01`,
  },
  parameters: {
    flags: apiFlags,
    positional: { kind: "tuple", parameters: [{ brief: "Folder to make", parse: String, placeholder: "DIR" }] },
  },
  async func(flags, dir) {
    await guarded(this, flags.json, async () => {
      const paths = groupPaths(requireConfig(flags, this.colour));
      const client = apiClient(flags, this.colour);
      const source = (await client.call("POST", "/api/v1/backups")) as {
        readonly id: string;
        readonly control: string;
        readonly exchanges: FrozenStore;
      };
      try {
        const { folder, records } = copyBackup(paths, source, resolve(dir));
        this.process.stdout.write(
          flags.json ? `${JSON.stringify({ folder, records })}\n` : `${records} records were copied to ${folder}\n`,
        );
      } finally {
        await client.call("DELETE", `/api/v1/backups/${source.id}`);
      }
      return EXIT.pass;
    });
  },
});
