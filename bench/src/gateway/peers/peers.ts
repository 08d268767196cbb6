import type { Subject } from "../subjects.ts";
import { bifrost } from "./bifrost.ts";
import { litellm } from "./litellm.ts";
import type { Peer } from "./peer.ts";
import { portkey } from "./portkey.ts";

const PEERS: readonly Peer[] = [portkey, litellm, bifrost];

/** Starts every peer that can be had here; of each other there is a line that says why not. */
export async function startPeers(
  upstream: string,
  scratch: string,
  say: (line: string) => void,
): Promise<{ readonly running: readonly Subject[]; readonly skipped: readonly string[] }> {
  const running: Subject[] = [];
  const skipped: string[] = [];
  for (const peer of PEERS) {
    try {
      running.push(await peer.start(upstream, scratch));
      say(`${peer.name} is up`);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      skipped.push(`${peer.name} is left out: ${why.split("\n")[0]}`);
    }
  }
  return { running, skipped };
}
