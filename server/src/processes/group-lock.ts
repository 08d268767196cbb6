import { Database } from "bun:sqlite";
import { join } from "node:path";
import { BellwetherError } from "../core/error.ts";

/**
 * Takes a data folder for this process and those that it starts. The kernel gives the lock back
 * when the process ends, however it ends.
 *
 * @throws {BellwetherError} `config_invalid` when another group works there.
 */
export function lockGroup(run: string): () => void {
  const database = new Database(join(run, "group.lock"), { create: true });
  try {
    database.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  } catch (cause) {
    database.close();
    throw new BellwetherError(
      "config_invalid",
      `another bellwether is up on this data folder (${run}): stop it, or give this one a folder of its own with BELLWETHER_DATA`,
      { cause },
    );
  }
  return () => database.close();
}
