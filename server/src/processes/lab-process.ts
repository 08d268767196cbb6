import { appendFileSync } from "node:fs";
import { resolve } from "node:path";
import { type RunningLab, serveLab } from "../adapters/http/lab-server.ts";
import type { Config } from "../config/config.ts";
import { systemClock } from "../core/clock.ts";
import { createLab } from "../lab/provider/lab.ts";
import { recordingsFolder } from "../lab/provider/recordings-folder.ts";
import type { Recordings } from "../lab/provider/replay.ts";
import { recordingsOfGroup } from "./handed-recordings.ts";
import { askedToEnd, forgetPid, notePid } from "./lifetime.ts";
import { groupPaths } from "./paths.ts";

/** How a lab is started. */
export interface LabSettings {
  readonly host: string;
  readonly port: number;
  readonly seed?: string | undefined;
  /** Folder of recorded streams that can be replayed. */
  readonly streams?: string | undefined;
  /** The same from elsewhere, instead. */
  readonly recordings?: Recordings;
  /** File to which the ledger is written, a line of JSON a request. */
  readonly ledger?: string | undefined;
}

/** Requests that the ledger keeps in memory. */
const LEDGER_ENTRIES = 100_000;

/** Starts a lab in this process. */
export function startLab({ host, port, seed, streams, recordings, ledger }: LabSettings): RunningLab {
  const recorded = recordings ?? (streams === undefined ? undefined : recordingsFolder(resolve(streams)));
  const lab = createLab({
    now: systemClock.now,
    ...(seed === undefined ? {} : { seed }),
    ...(recorded === undefined ? {} : { recordings: recorded }),
    ledger: {
      capacity: LEDGER_ENTRIES,
      ...(ledger === undefined ? {} : { append: (line: string) => appendFileSync(ledger, `${line}\n`) }),
    },
  });
  return serveLab(lab, { host, port });
}

/** Runs the lab of a group until it is asked to end. */
export async function runLab(config: Config): Promise<void> {
  const paths = groupPaths(config);
  const { port, streams } = config.lab;
  const server = startLab({
    host: "127.0.0.1",
    port,
    recordings: recordingsOfGroup(paths, streams === undefined ? undefined : resolve(config.root, streams)),
  });
  notePid(paths.run, "lab");
  await askedToEnd(true);
  await server.stop(true);
  forgetPid(paths.run, "lab");
}
