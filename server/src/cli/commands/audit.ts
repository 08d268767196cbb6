import { buildCommand, buildRouteMap } from "@stricli/core";
import { ChainReader } from "../../control/audit-chain.ts";
import { LoggedContents, type Registered } from "../../control/audit-contents.ts";
import type { ChainedEntry } from "../../control/control-store.ts";
import { isBellwetherError } from "../../core/error.ts";
import { type CliContext, EXIT, guarded } from "../context.ts";
import { type RegistryCaller, registryCaller, type RegistryFlags, registryFlags } from "../registry-caller.ts";

interface VerifyFlags extends RegistryFlags {
  readonly noted?: string;
}

const verify = buildCommand<VerifyFlags, [], CliContext>({
  docs: {
    brief: "Find entries of the audit log that were changed, removed or moved",
    fullDescription: `Read the whole audit log and check that each entry follows the one before, that there is one for each change, that what is registered, told and chosen and where channels point is what the log says, and that each version is what its digest says. Everything is computed here; nobody's word is taken.

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

interface Verified {
  readonly number: number;
  readonly head: string;
  readonly problems: readonly string[];
}

async function verifyLog(caller: RegistryCaller, noted: string | undefined): Promise<Verified> {
  const reader = new ChainReader(noted);
  const contents = new LoggedContents();
  let revision = 0;
  for (;;) {
    const page = (await caller.call("GET", `/api/v1/audit?after=${reader.number}`)) as {
      revision: number;
      entries: ChainedEntry[];
    };
    revision = page.revision;
    if (page.entries.length === 0) break;
    reader.read(page.entries);
    contents.read(page.entries);
  }
  const registered = await whatIsRegistered(caller);
  const broken = await brokenVersions(caller, registered);
  const chain = reader.finish({ revision }).map(({ message }) => message);
  return { number: reader.number, head: reader.head, problems: [...chain, ...contents.against(registered), ...broken] };
}

async function whatIsRegistered(caller: RegistryCaller): Promise<Registered> {
  const { contracts } = (await caller.call("GET", "/api/v1/contracts")) as {
    contracts: { surface: string; version: string; digest: string; channels: string[] }[];
  };
  const channels = contracts.flatMap(({ surface, version, channels }) =>
    channels.map((channel) => ({ surface, version, channel })),
  );
  const told = (await caller.call("GET", "/api/v1/notices")) as Pick<Registered, "notices" | "choices">;
  return { contracts, channels, ...told };
}

/** The versions that are not what their digest says. */
async function brokenVersions(caller: RegistryCaller, { contracts }: Registered): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const { surface, version } of contracts) {
    const path = `/api/v1/contracts/${encodeURIComponent(surface)}/${encodeURIComponent(version)}`;
    await caller.call("GET", path).catch((error: unknown) => {
      if (!isBellwetherError(error) || error.code !== "contract_invalid") throw error;
      problems.push(error.message);
    });
  }
  return problems;
}

/** `bellwether audit`: who changed what. */
export const auditCommands = buildRouteMap({
  routes: { verify },
  docs: { brief: "Check that nobody touched the log of what was changed" },
});
