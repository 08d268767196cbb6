import { existsSync } from "node:fs";
import { join } from "node:path";
import { type ControlPlace, ControlPlaces } from "../adapters/http/control-places.ts";
import { NODE_PATH } from "../adapters/http/control-server.ts";
import type { Config } from "../config/config.ts";
import { processSecrets } from "../config/load.ts";
import { readSecret } from "../config/secret.ts";
import { BellwetherError } from "../core/error.ts";
import type { GroupPaths } from "./paths.ts";

/** The part of Bellwether that a machine runs, where others run the rest. */
export type Part = "gateway" | "control";

/** Every part. */
export const PARTS = ["gateway", "control"] as const satisfies readonly Part[];

/** The part that is up on this machine by itself; undefined where all are, or nothing is. */
export function partThatIsUp({ data }: Pick<Config, "data">): Part | undefined {
  const isUp = (name: string): boolean => existsSync(join(data, "run", `${name}.pid`));
  if (isUp("shipper")) return "gateway";
  return isUp("control") && !isUp("gateway-0") ? "control" : undefined;
}

/** Characters that make a token too long to be guessed. */
const TOKEN_LENGTH = 16;

/**
 * Whether the configuration says what a part by itself needs.
 *
 * @throws {BellwetherError} `config_invalid`, which says what is missing.
 */
export function requirePart(config: Config, part: Part): void {
  if (config.stores.exchanges === "chdb")
    throw missing(
      part,
      "`stores.exchanges` to name a ClickHouse: chDB is in one process, and gateways elsewhere could not reach it",
    );
  if (part === "gateway" && config.control.addresses.length === 0)
    throw missing(part, "`control.addresses`, where control answers, such as [http://control-0:4143]");
  if (part === "control" && config.listen.control === undefined)
    throw missing(part, "`listen.control`, where gateways reach it, such as { host: 0.0.0.0, port: 4143 }");
  nodeToken(config, part)();
}

/**
 * The token between gateways and control, read anew each time.
 *
 * @throws {BellwetherError} `config_invalid` where none is named; what is returned, where it is missing or short.
 */
export function nodeToken(config: Config, part: Part): () => string {
  const { token } = config.control;
  if (token === undefined)
    throw missing(part, "`control.token`, a secret that gateways and control share, as env:NAME or file:PATH");
  return () => {
    const secret = readSecret(token, processSecrets);
    if (secret.length >= TOKEN_LENGTH && !/\s/.test(secret)) return secret;
    throw missing(part, `a longer \`control.token\`: at least ${TOKEN_LENGTH} characters without spaces`);
  };
}

/**
 * Where a process finds control: in the same group, or on other machines where only a gateway runs here.
 *
 * @param random a number from 0 to 1, so that gateways spread over the replicas.
 */
export function controlPlaces(
  config: Config,
  paths: GroupPaths,
  part: Part | undefined,
  random: number,
): ControlPlaces {
  if (part === undefined) {
    const base = "http://control";
    const here: ControlPlace = {
      name: "control",
      inner: { base, socket: paths.innerSocket },
      api: { base, socket: paths.apiSocket },
    };
    return new ControlPlaces([here]);
  }
  const places = config.control.addresses.map((address): ControlPlace => ({
    name: `control at ${address}`,
    inner: { base: `${address}${NODE_PATH}` },
    api: { base: address },
  }));
  return new ControlPlaces(places, nodeToken(config, part), Math.floor(random * places.length));
}

function missing(part: Part, what: string): BellwetherError {
  return new BellwetherError("config_invalid", `bellwether up --only ${part} needs ${what}`);
}
