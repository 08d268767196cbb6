import { ChainReader } from "../control/audit-chain.ts";
import { LoggedContents, type Registered } from "../control/audit-contents.ts";
import type { ChainedEntry } from "../control/control-store.ts";
import { isBellwetherError } from "../core/error.ts";
import type { RegistryCaller } from "./registry-caller.ts";

/** What was read of a log, and what is wrong with it. */
export interface Verified {
  /** Entries. */
  readonly number: number;
  /** The digest of the last one. */
  readonly head: string;
  /** A sentence each. */
  readonly problems: readonly string[];
}

/**
 * Reads the log of a registry whole, and holds it against what is registered.
 *
 * @param noted a digest that has to be in it.
 * @throws {BellwetherError} what the registry says.
 */
export async function verifyLog(caller: RegistryCaller, noted: string | undefined): Promise<Verified> {
  const reader = new ChainReader(noted);
  const contents = new LoggedContents();
  let revision = 0;
  const readOn = async (): Promise<void> => {
    for (;;) {
      const page = (await caller.call("GET", `/api/v1/audit?after=${reader.number}`)) as {
        revision: number;
        entries: ChainedEntry[];
      };
      revision = page.revision;
      if (page.entries.length === 0) return;
      reader.read(page.entries);
      contents.read(page.entries);
    }
  };
  let registered: Registered;
  let number: number;
  // Where something was changed meanwhile, the log and what is registered were not read at one moment.
  do {
    await readOn();
    number = reader.number;
    registered = await whatIsRegistered(caller);
    await readOn();
  } while (reader.number !== number);
  const broken = await brokenVersions(caller, registered);
  const chain = reader.finish({ revision }).map(({ message }) => message);
  return { number, head: reader.head, problems: [...chain, ...contents.against(registered), ...broken] };
}

async function whatIsRegistered(caller: RegistryCaller): Promise<Registered> {
  const { contracts } = (await caller.call("GET", "/api/v1/contracts")) as {
    contracts: { surface: string; version: string; digest: string; channels: string[] }[];
  };
  const channels = contracts.flatMap(({ surface, version, channels }) =>
    channels.map((channel) => ({ surface, version, channel })),
  );
  const told = (await caller.call("GET", "/api/v1/notices")) as Pick<Registered, "notices" | "choices">;
  const tried = (await caller.call("GET", "/api/v1/gates/results")) as { results: Registered["gateResults"] };
  return { contracts, channels, ...told, gateResults: tried.results };
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
