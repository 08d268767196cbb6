import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as later } from "node:timers/promises";
import { BellwetherError } from "../../core/error.ts";

const TRY_EVERY_MS = 20;
const PATIENCE_MS = 10_000;
/** Nobody needs so long for one line: whoever holds it has gone, perhaps on another machine. */
const STALE_MS = 60_000;

/**
 * Does some work while no other process does the same with a file.
 *
 * @throws {BellwetherError} `change_conflict` where another does not end in ten seconds; what the work throws.
 */
export async function withFileLock<T>(path: string, work: () => T): Promise<T> {
  const lock = `${path}.lock`;
  mkdirSync(dirname(path), { recursive: true });
  for (let waited = 0; !taken(lock); waited += TRY_EVERY_MS) {
    if (waited >= PATIENCE_MS)
      throw new BellwetherError(
        "change_conflict",
        `${path} is being changed by another process (${lock}): try again, and remove that file if none is at work`,
      );
    await later(TRY_EVERY_MS);
  }
  try {
    return work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function taken(lock: string): boolean {
  try {
    const fd = openSync(lock, "wx", 0o644);
    writeSync(fd, String(process.pid));
    closeSync(fd);
    return true;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    if (isAbandoned(lock)) rmSync(lock, { force: true });
    return false;
  }
}

function isAbandoned(lock: string): boolean {
  const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
  if (since === undefined) return false;
  if (Date.now() - since > STALE_MS) return true;
  const pid = Number(readOwner(lock));
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH";
  }
}

/** @returns empty where it has just been given back. */
function readOwner(lock: string): string {
  try {
    return readFileSync(lock, "utf8");
  } catch {
    return "";
  }
}
