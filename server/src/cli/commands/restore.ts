import { resolve } from "node:path";
import { buildCommand } from "@stricli/core";
import { restoreBackup } from "../../processes/restore.ts";
import { type CliContext, EXIT, guarded, requireConfig } from "../context.ts";
import { commonFlags, type CommonFlags } from "../flags.ts";

interface RestoreFlags extends CommonFlags {
  readonly data?: string;
}

/** `bellwether restore`: brings a backup into a data folder that holds no stores. */
export const restoreCommand = buildCommand<RestoreFlags, [string], CliContext>({
  docs: {
    brief: "Restore a backup into an empty data folder",
    fullDescription: `Restore what bellwether backup copied into a data folder that holds no stores, and check that every row has arrived. Bellwether must not be up on it. What was erased after the backup was made is there again: give those orders again.

Example
  bellwether restore /backups/bellwether-2026-04-01 --data ./restored`,
  },
  parameters: {
    flags: {
      ...commonFlags,
      data: { kind: "parsed", parse: String, optional: true, brief: "Data folder", placeholder: "DIR" },
    },
    positional: { kind: "tuple", parameters: [{ brief: "The backup", parse: String, placeholder: "DIR" }] },
  },
  async func(flags, dir) {
    await guarded(this, flags.json, async () => {
      const { folder, records } = await restoreBackup(requireConfig(flags, this.colour), resolve(dir));
      this.process.stdout.write(
        flags.json ? `${JSON.stringify({ folder, records })}\n` : `${records} records were restored to ${folder}\n`,
      );
      return EXIT.pass;
    });
  },
});
