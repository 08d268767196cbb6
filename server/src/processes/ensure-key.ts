import { existsSync, writeFileSync } from "node:fs";

/** Makes a key of 32 random bytes in a file that only its owner reads, unless there is one. */
export function ensureKey(file: string): void {
  if (!existsSync(file)) writeFileSync(file, crypto.getRandomValues(new Uint8Array(32)), { mode: 0o600, flag: "wx" });
}
