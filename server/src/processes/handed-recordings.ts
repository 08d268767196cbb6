import { mkdirSync, rmSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { HandedRecordings } from "../control/recording-routes.ts";
import { recordingsFolder } from "../lab/provider/recordings-folder.ts";
import type { Recordings } from "../lab/provider/replay.ts";
import type { GroupPaths } from "./paths.ts";

/** How the lab calls what tests have handed over, before their names. */
const HANDED = "handed/";

function folderIn({ run }: Pick<GroupPaths, "run">): string {
  return join(run, "recordings");
}

/** Keeps what tests hand over in the group's own folder, for its lab; what was left by a test that was killed goes. */
export function handedRecordings(paths: Pick<GroupPaths, "run">, newId: () => string): HandedRecordings {
  const folder = folderIn(paths);
  rmSync(folder, { recursive: true, force: true });
  const fileOf = (id: string): string => join(folder, `${id}.jsonl`);
  return {
    async keep(answers) {
      const id = newId();
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      await writeFile(fileOf(id), answers.map((one) => `${JSON.stringify(one)}\n`).join(""), { mode: 0o600 });
      return { id, name: `${HANDED}${id}.jsonl` };
    },
    drop: (id) => rm(fileOf(id), { force: true }),
  };
}

/** What a group's lab can replay: what tests hand over, and the recordings of a folder. */
export function recordingsOfGroup(paths: Pick<GroupPaths, "run">, streams: string | undefined): Recordings {
  const handed = recordingsFolder(folderIn(paths));
  const own = streams === undefined ? undefined : recordingsFolder(streams);
  return {
    read: async (path) => (path.startsWith(HANDED) ? handed.read(path.slice(HANDED.length)) : own?.read(path)),
  };
}
