import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../config/config.ts";
import { processSecrets } from "../config/load.ts";
import { readSecret } from "../config/secret.ts";
import type { GroupPaths } from "./paths.ts";

const fileOf = (paths: GroupPaths): string => join(paths.secrets, "skeleton.key");

/** Makes the key that conceals texts in skeletons, once for an installation. */
export function ensureSkeletonKey(paths: GroupPaths): void {
  const file = fileOf(paths);
  if (!existsSync(file)) writeFileSync(file, crypto.getRandomValues(new Uint8Array(32)), { mode: 0o600, flag: "wx" });
}

/**
 * The key that conceals texts in skeletons: the one that all machines share where the
 * configuration names it, else this machine's own.
 *
 * @throws {BellwetherError} `config_invalid` where the one that is named is missing.
 */
export function readSkeletonKey(config: Config, paths: GroupPaths): Uint8Array {
  if (config.skeleton_key === undefined) return readFileSync(fileOf(paths));
  return createHash("sha256").update(readSecret(config.skeleton_key, processSecrets)).digest();
}
