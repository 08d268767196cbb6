import { CATALOGUE } from "../../lab/replay/catalogue.ts";
import type { Build } from "../../lab/replay/incident.ts";
import type { PlayedSession } from "../../lab/replay/played-session.ts";
import type { CatalogueRow, SoakDeparture } from "../../lab/replay/report.ts";
import { plannedSessions, type TrafficOptions } from "../../lab/traffic/traffic.ts";
import { entryPlayed } from "./catalogue.ts";
import { replayContract } from "./contracts.ts";
import { play } from "./play.ts";
import { soak } from "./soak.ts";

/** What builds are played by, as plain data: another thread can do it. */
interface Played {
  readonly replay: string;
  /** File of the contract. */
  readonly contract: string;
  readonly build: Build;
  readonly version: string;
}

/** Some days of traffic of a build. */
export interface TrafficJob extends Played {
  readonly kind: "traffic";
  readonly traffic: TrafficOptions;
}

/** A soak session of each plan of a build. */
export interface SoakJob extends Played {
  readonly kind: "soak";
  readonly seed: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** One build of the catalogue. */
export interface EntryJob {
  readonly kind: "entry";
  readonly replay: string;
  readonly seed: string;
  readonly index: number;
}

/** Some work of a replay. */
export type Job = TrafficJob | SoakJob | EntryJob;

/** What comes of each kind of work. */
export interface Outcomes {
  readonly traffic: readonly PlayedSession[];
  readonly soak: readonly SoakDeparture[];
  readonly entry: CatalogueRow;
}

/** Does some work. */
export async function done(job: Job): Promise<Outcomes[Job["kind"]]> {
  switch (job.kind) {
    case "traffic": {
      const { replay, contract, build, version, traffic } = job;
      const sessions = plannedSessions(traffic);
      return play({ seed: traffic.seed, contract: replayContract(replay, contract), build, version, sessions });
    }
    case "soak":
      return soak(replayContract(job.replay, job.contract), job.build, job);
    case "entry": {
      const entry = CATALOGUE[job.index];
      if (entry === undefined) throw new RangeError(`the catalogue has no build ${job.index}`);
      return entryPlayed(entry, job);
    }
  }
}

const DAY = 86_400_000;
/** Days that are one piece of work. It is no matter of how many threads there are, so neither is what comes of it. */
const DAYS = 4;

/** Cuts days into pieces of work. */
export function piecesOf(job: TrafficJob): readonly TrafficJob[] {
  const { from, until } = job.traffic;
  const pieces: TrafficJob[] = [];
  for (let at = from; at < until; at += DAYS * DAY)
    pieces.push({ ...job, traffic: { ...job.traffic, from: at, until: Math.min(until, at + DAYS * DAY) } });
  return pieces;
}
