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

/** Starts the bare proxy, and Bellwether with both durabilities, before one upstream; ends all of it afterwards. */
export async function onStage<T>(cast: Cast, play: (stage: Stage) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "bellwether-bench-"));
  const stops: (() => Promise<void>)[] = [];
  const started = <S extends { stop(): Promise<void> }>(one: S): S => {
    stops.push(() => one.stop());
    return one;
  };
  try {
    const upstream = await startOwn(cast.upstream, cast.upstreamArgs);
    started(upstream.child);
    const load = started((await startOwn(cast.load)).child);
    const address = `http://127.0.0.1:${upstream.port}`;
    const bare = started(await bareProxy(address));
    const bestEffort = started(await bellwether(address, join(folder, "best-effort"), "best_effort"));
    const required = started(await bellwether(address, join(folder, "required"), "required"));
    return await play({ subjects: [bare, bestEffort, required], load, upstream: address, folder });
  } finally {
    for (const stop of stops.reverse()) await stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
