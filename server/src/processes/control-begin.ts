import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import type { Config } from "../config/config.ts";
import { registerContracts } from "../control/contracts.ts";
import { type ControlPorts, isLive, type KeyService } from "../control/keys.ts";
import { findContracts } from "./contract-files.ts";
import type { GroupPaths } from "./paths.ts";

/** The key with which commands on this machine speak to the API: made once, kept beside the data. */
export async function firstOperatorKey(
  config: Config,
  { store, clock }: ControlPorts,
  keys: KeyService,
  paths: GroupPaths,
): Promise<void> {
  const { keys: known } = await store.state();
  const usable = existsSync(paths.operatorKey)
    ? await keys.find(readFileSync(paths.operatorKey, "utf8").trim())
    : undefined;
  if (usable !== undefined) return;
  // In a store that is shared each machine has one of its own, and ends no other's.
  const name =
    config.stores.control === "sqlite"
      ? "commands on this machine"
      : `commands on ${config.node ?? hostname()}, ${config.data}`;
  for (const old of known.filter((key) => key.name === name && isLive(key, clock.now())))
    await keys.revoke(old.id, "bellwether");
  const made = await keys.create({ kind: "admin", tenant: "default", name }, "bellwether");
  writeFileSync(paths.operatorKey, `${made.secret}\n`, { mode: 0o600 });
}

/** Registers the contracts that the configuration names, and says what became of each that is new. */
export async function registerAll(config: Config, ports: ControlPorts, say: (what: string) => void): Promise<void> {
  const found = findContracts(config.contracts);
  for (const { file, problems } of found.broken) {
    say(
      `${file} is left out, because it has ${problems.length} problem${problems.length === 1 ? "" : "s"}; bellwether contract check ${file} shows them`,
    );
  }
  for (const result of await registerContracts(ports, found.contracts, { severities: config.diff.severities })) {
    const { surface, version, file, digest } = result.contract;
    if (result.kind === "registered") say(`registered ${surface}@${version} (${digest})`);
    if (result.kind === "refused") {
      say(`${file} is not registered, and what was before stays:`);
      for (const { message } of result.obstacles) say(`  ${message}`);
    }
  }
}
