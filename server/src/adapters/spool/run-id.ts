import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { idGenerator, idTime, isId, type RandomBytes } from "../../core/id.ts";
import { GENERATION } from "./file-source.ts";

/**
 * An id that sorts behind every run and generation of a spool, also where the wall clock has been
 * set back since they began: readers take a run for over once a later one exists, and by the clock
 * alone the one that is being written could be the earlier.
 *
 * @param dir the spool's folder; it need not exist yet.
 */
export function laterRunId(dir: string, now: () => number, random: RandomBytes): string {
  const known = existsSync(dir)
    ? readdirSync(dir, { withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory() ? readdirSync(join(dir, entry.name)) : [],
      )
    : [];
  const file = join(dir, GENERATION);
  if (existsSync(file)) known.push(readFileSync(file, "utf8").trim());
  const latest = known.filter(isId).reduce((last, id) => Math.max(last, idTime(id)), -1);
  return idGenerator(() => Math.max(now(), latest + 1), random)();
}
