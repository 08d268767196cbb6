import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Child, startOwn } from "./child.ts";
import { bareProxy, bellwether, type Subject } from "./subjects.ts";

/** What is measured, the bare proxy first, and who sends to it. */
export interface Stage {
  readonly subjects: readonly [bare: Subject, ...others: Subject[]];
  readonly load: Child;
  /** Where the upstream answers. */
  readonly upstream: string;
  /** A folder that goes with the stage. */
  readonly folder: string;
}

/** Subjects in another order in each round: nobody always comes first. */
export function inTurns<S>(subjects: readonly S[], round: number): readonly S[] {
  return subjects.map((_, index) => subjects[(index + round) % subjects.length]!);
}

/** Which processes play the provider and the clients; files are named from this folder. */
export interface Cast {
  readonly upstream: string;
  readonly upstreamArgs?: readonly string[];
  readonly load: string;
}

/** One worker that is measured by itself, and who sends to it. */
export interface Solo {
  readonly subject: Subject;
  readonly load: Child;
}

/**
 * Starts Bellwether by itself, with best effort, before an upstream that answers at once; ends all of it afterwards.
 *
 * @param load which process plays the clients; its file is named from this folder.
 * @param more of Bellwether's configuration.
 */
export async function onSoloStage<T>(load: string, more: string, play: (solo: Solo) => Promise<T>): Promise<T> {
  return withFolder(async (folder, started) => {
    const upstream = await startOwn("upstream-process.ts");
    started(upstream.child);
    const clients = started((await startOwn(load)).child);
    const address = `http://127.0.0.1:${upstream.port}`;
    return play({ subject: started(await bellwether(address, folder, "best_effort", more)), load: clients });
  });
}

/** Starts the bare proxy, and Bellwether with both durabilities, before one upstream; ends all of it afterwards. */
export function onStage<T>(cast: Cast, play: (stage: Stage) => Promise<T>): Promise<T> {
  return withFolder(async (folder, started) => {
    const upstream = await startOwn(cast.upstream, cast.upstreamArgs);
    started(upstream.child);
    const load = started((await startOwn(cast.load)).child);
    const address = `http://127.0.0.1:${upstream.port}`;
    const bare = started(await bareProxy(address));
    const bestEffort = started(await bellwether(address, join(folder, "best-effort"), "best_effort"));
    const required = started(await bellwether(address, join(folder, "required"), "required"));
    return play({ subjects: [bare, bestEffort, required], load, upstream: address, folder });
  });
}

/** Notes what has to be ended. */
type Started = <S extends { stop(): Promise<void> }>(one: S) => S;

/** Works in a folder of its own, which goes afterwards, when all that was started has been ended, the last one first. */
async function withFolder<T>(work: (folder: string, started: Started) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "bellwether-bench-"));
  const stops: (() => Promise<void>)[] = [];
  try {
    return await work(folder, (one) => {
      stops.push(() => one.stop());
      return one;
    });
  } finally {
    for (const stop of stops.reverse()) await stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
