import { createHash, createHmac } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../config/config.ts";
import { processSecrets } from "../config/load.ts";
import { readSecret } from "../config/secret.ts";
import { BellwetherError } from "../core/error.ts";
import { ensureKey } from "./ensure-key.ts";
import type { GroupPaths } from "./paths.ts";

const fileOf = (paths: GroupPaths): string => join(paths.secrets, "skeleton.key");

/** Makes the key that conceals texts in skeletons, once for an installation. */
export function ensureSkeletonKey(paths: GroupPaths): void {
  ensureKey(fileOf(paths));
}

/**
 * The key that salts what is left of erased records, and hides whom an order to erase is about:
 * made of the one that all machines share where the configuration names it, else this machine's own.
 *
 * @throws {BellwetherError} `config_invalid` where the one that is named is missing.
 */
export function erasureKey(config: Config, paths: GroupPaths): Uint8Array {
  if (config.skeleton_key !== undefined)
    return createHmac("sha256", readSecret(config.skeleton_key, processSecrets)).update("erasure").digest();
  const file = join(paths.secrets, "erasure.key");
  ensureKey(file);
  return readFileSync(file);
}

/**
 * The key that conceals texts in skeletons: the one that all machines share where the
 * configuration names it, else this machine's own.
 *
 * @throws {BellwetherError} `config_invalid` where the one that is named is missing.
 */
export function readSkeletonKey(config: Config, paths: GroupPaths): Uint8Array {
  if (config.skeleton_key === undefined) {
    if (existsSync(fileOf(paths))) return readFileSync(fileOf(paths));
    throw new BellwetherError(
      "config_invalid",
      "no gateway runs on this machine, and the key that theirs conceal texts with is not known here: name it as `skeleton_key`, or name sessions in the place of users",
    );
  }
  return createHash("sha256").update(readSecret(config.skeleton_key, processSecrets)).digest();
}
