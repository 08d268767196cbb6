import { existsSync } from "node:fs";
import { buildCommand, buildRouteMap } from "@stricli/core";
import { type CliContext, EXIT, guarded, usageError } from "../context.ts";
import { registryCaller, type RegistryFlags, registryFlags } from "../registry-caller.ts";
import { verifyLog } from "../verify-log.ts";

interface VerifyFlags extends RegistryFlags {
  readonly noted?: string;
}

const verify = buildCommand<VerifyFlags, [], CliContext>({
  docs: {
    brief: "Find entries of the audit log that were changed, removed or moved",
    fullDescription: `Read the whole audit log and check that each entry follows the one before, that there is one for each change, that what is registered, told, chosen and tried by gates and where channels point is what the log says, and that each version is what its digest says. Everything is computed here; nobody's word is taken.

Whoever can write to the store can write a whole log anew. Note the digest that this prints somewhere else, and give it the next time.

Examples
  bellwether audit verify
  bellwether audit verify --noted sha256:5f1c...
  bellwether audit verify --registry bellwether.registry.jsonl

Exit codes: 0 nothing was touched, 1 something was, 3 the log could not be read.`,
  },
  parameters: {
    flags: {
      ...registryFlags,
      noted: {
        kind: "parsed",
        parse: String,
        optional: true,
        brief: "A digest that was printed earlier: it has to be in the log still",
        placeholder: "DIGEST",
      },
    },
  },
  async func(flags) {
    await guarded(this, flags.json, async () => {
      // A misspelt name, or a file that was deleted, must not pass for a log that nobody touched.
      if (flags.registry !== undefined && !existsSync(flags.registry))
        throw usageError(`there is no registry ${flags.registry}`);
      const caller = registryCaller(flags, this.colour);
      const { head, number, problems } = await verifyLog(caller, flags.noted);
      const entries = `${number} ${number === 1 ? "entry" : "entries"}`;
      this.process.stdout.write(
        flags.json
          ? `${JSON.stringify({ entries: number, head, problems })}\n`
          : problems.length === 0
            ? `nobody touched the ${entries} of the log\n  ${head}\n`
            : `the log of ${entries} was touched:\n${problems.map((one) => `  ${one}\n`).join("")}`,
      );
      return problems.length === 0 ? EXIT.pass : EXIT.fail;
    });
  },
});

/** `bellwether audit`: who changed what. */
export const auditCommands = buildRouteMap({
  routes: { verify },
  docs: { brief: "Check that nobody touched the log of what was changed" },
});
