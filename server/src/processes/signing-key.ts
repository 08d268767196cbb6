import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../config/config.ts";
import { processSecrets } from "../config/load.ts";
import { readSecret } from "../config/secret.ts";
import { ensureKey } from "./ensure-key.ts";
import type { GroupPaths } from "./paths.ts";

/**
 * The private key that statements are signed with, 32 bytes: made of the secret that all replicas
 * share where the configuration names it, else this machine's own, made once.
 *
 * @throws {BellwetherError} `config_invalid` where the one that is named is missing.
 */
export function signingSeed(config: Pick<Config, "signing_key">, paths: Pick<GroupPaths, "secrets">): Uint8Array {
  if (config.signing_key !== undefined)
    return createHash("sha256").update(readSecret(config.signing_key, processSecrets)).digest();
  const file = join(paths.secrets, "signing.key");
  ensureKey(file);
  return readFileSync(file);
}
