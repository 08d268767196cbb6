import type { Build } from "../../lab/replay/incident.ts";
import type { PlayedSession } from "../../lab/replay/played-session.ts";
import { plannedSessions, type TrafficOptions } from "../../lab/traffic/traffic.ts";
import { replayContract } from "./contracts.ts";
import { play } from "./play.ts";

/** Some days of traffic of one build: as plain data, so that another thread can do it. */
export interface Job {
  readonly replay: string;
  /** File of the contract. */
  readonly contract: string;
  readonly build: Build;
  readonly version: string;
  readonly traffic: TrafficOptions;
}

/** Plays the days of a job. */
export function done({ replay, contract, build, version, traffic }: Job): Promise<readonly PlayedSession[]> {
  return play({
    seed: traffic.seed,
    contract: replayContract(replay, contract),
    build,
    version,
    sessions: plannedSessions(traffic),
  });
}

const DAY = 86_400_000;
/** Days that are one piece of work. It is no matter of how many threads there are, so neither is what comes of it. */
const DAYS = 4;

/** Cuts days into pieces of work. */
export function piecesOf(job: Job): readonly Job[] {
  const { from, until } = job.traffic;
  const pieces: Job[] = [];
  for (let at = from; at < until; at += DAYS * DAY)
    pieces.push({ ...job, traffic: { ...job.traffic, from: at, until: Math.min(until, at + DAYS * DAY) } });
  return pieces;
}
