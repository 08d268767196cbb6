import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { RunInfo, SpoolSource } from "../../exchange/spool/source.ts";
import { segmentName } from "./segment-writer.ts";

const CHECKPOINT = "shipped.json";
/** Name of the file that says which runs are over. */
export const GENERATION = "generation";

/**
 * Notes that every run that began before this id is over: called once when a whole group starts,
 * before any worker of it does.
 */
export function beginGeneration(dir: string, id: string): void {
  writeWhole(join(dir, GENERATION), id);
}

/** The read side of the spool over local files: a folder a worker, in it a folder a run, in it segments. */
export class FileSource implements SpoolSource {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  async runs(): Promise<readonly RunInfo[]> {
    const generation = existsSync(join(this.#dir, GENERATION)) ? readFileSync(join(this.#dir, GENERATION), "utf8") : "";
    const runs: RunInfo[] = [];
    for (const worker of await folders(this.#dir)) {
      const ids = (await folders(join(this.#dir, worker))).sort();
      // A worker writes one run at a time: an earlier one is over once a later one exists.
      for (const [index, run] of ids.entries())
        runs.push({ worker, run, over: index < ids.length - 1 || run < generation });
    }
    return runs;
  }

  async segments(run: RunInfo): Promise<readonly number[]> {
    const names = await readdir(this.#path(run));
    return names
      .filter((name) => name.endsWith(".seg"))
      .map((name) => Number.parseInt(name, 10))
      .sort((a, b) => a - b);
  }

  async read(run: RunInfo, segment: number, offset: number, limit: number): Promise<Uint8Array> {
    const file = await open(join(this.#path(run), segmentName(segment)), "r");
    try {
      const { size } = await file.stat();
      const length = Math.min(limit, Math.max(0, size - offset));
      const bytes = new Uint8Array(length);
      const { bytesRead } = await file.read(bytes, 0, length, offset);
      return bytes.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  }

  async removeSegment(run: RunInfo, segment: number): Promise<void> {
    rmSync(join(this.#path(run), segmentName(segment)), { force: true });
  }

  async removeRun(run: RunInfo): Promise<void> {
    rmSync(this.#path(run), { recursive: true, force: true });
  }

  async loadCheckpoint(): Promise<string | undefined> {
    const path = join(this.#dir, CHECKPOINT);
    return existsSync(path) ? readFileSync(path, "utf8") : undefined;
  }

  async saveCheckpoint(text: string): Promise<void> {
    writeWhole(join(this.#dir, CHECKPOINT), text);
  }

  #path(run: RunInfo): string {
    return join(this.#dir, run.worker, run.run);
  }
}

async function folders(dir: string): Promise<string[]> {
  const entries = existsSync(dir) ? await readdir(dir, { withFileTypes: true }) : [];
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

/** Replaces a file's content so that a reader finds the old or the new, never a part. */
function writeWhole(path: string, text: string): void {
  const draft = `${path}.draft`;
  const fd = openSync(draft, "w", 0o600);
  try {
    writeSync(fd, text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(draft, path);
}
