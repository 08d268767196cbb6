import { diffContracts } from "../../contract/diff/diff.ts";
import { brokenIn } from "../../lab/replay/breaches.ts";
import type { Build, Change, IncidentReplay } from "../../lab/replay/incident.ts";
import type { PlayedSession } from "../../lab/replay/played-session.ts";
import { priceOf } from "../../lab/replay/price.ts";
import type {
  BuildFindings,
  CatalogueRow,
  ChangeReport,
  ReplayReport,
  SoakDeparture,
} from "../../lab/replay/report.ts";
import { resolvedBy } from "../../lab/replay/resolved.ts";
import { seriesOf } from "../../lab/replay/series.ts";
import { RUN_LENGTH, watch, watchedSignals, type WatchResult } from "../../lab/replay/watch.ts";
import { replayContract } from "./contracts.ts";
import { type Job, piecesOf } from "./job.ts";
import { soak } from "./soak.ts";
import { inThreads } from "./threads.ts";

/** How a replay is played. */
export interface ReplayOptions {
  readonly seed: string;
  /** Sessions a day. */
  readonly perDay: number;
  readonly threads: number;
  /** Called with the part that is done, from 0 to 1, and the sessions that were played. */
  readonly progress?: (part: number, sessions: number) => void;
}

/** What the product calls itself before a change, and with it: nothing goes by these names. */
export interface VersionNames {
  readonly before: string;
  readonly after: (change: number) => string;
}

const VERSIONS: VersionNames = { before: "2.1.0", after: (change) => `2.1.${change + 1}` };

interface Play {
  readonly change: number | undefined;
  readonly build: Build;
  readonly job: Job;
}

/** Plays an incident's weeks, with its changes and without, and says what each catcher found. */
export async function replayed(
  incident: IncidentReplay,
  options: ReplayOptions,
  names: VersionNames = VERSIONS,
): Promise<ReplayReport> {
  const { seed, perDay, threads, progress } = options;
  const days = (from: string, until: string) => ({ seed, perDay, from: Date.parse(from), until: Date.parse(until) });
  const { healthy, before, baseline, changes } = incident;
  const end =
    changes
      .map(({ until }) => until)
      .sort()
      .at(-1) ?? baseline.until;
  const unchanged: Play = {
    change: undefined,
    build: healthy,
    job: {
      replay: incident.name,
      contract: before,
      build: healthy,
      version: names.before,
      traffic: days(baseline.from, end),
    },
  };
  const plays: readonly Play[] = [
    unchanged,
    ...changes.flatMap(({ from, until, declared, built, intended }, change) =>
      [...new Set([built, intended])].map((build) => ({
        change,
        build,
        job: {
          replay: incident.name,
          contract: declared,
          build,
          version: names.after(change),
          traffic: days(from, until),
        },
      })),
    ),
  ];
  const pieces = plays.map(({ job }) => piecesOf(job));
  const jobs = pieces.flat();
  const results = await inThreads(jobs, threads, (done, sessions) => progress?.(done / jobs.length, sessions));
  let taken = 0;
  const sessions = pieces.map((some) =>
    results
      .slice(taken, (taken += some.length))
      .flat()
      .sort((a, b) => a.at - b.at),
  );
  const [without = [], ...others] = sessions;
  const learnt = within(without, baseline);
  const reports: ChangeReport[] = [];
  for (const [index, change] of changes.entries()) {
    const of = (build: Build): readonly PlayedSession[] =>
      others[plays.slice(1).findIndex((play) => play.change === index && play.build === build)] ?? [];
    reports.push(await changeReport(incident, change, { options, version: names.after(index), learnt, without, of }));
  }
  const all = sessions.flat();
  return {
    replay: incident.name,
    seed,
    per_day: perDay,
    run_length: RUN_LENGTH,
    baseline: { ...baseline, sessions: learnt.length },
    played: { sessions: all.length, requests: all.reduce((sum, { requests }) => sum + requests, 0) },
    changes: reports,
    catalogue: [] satisfies CatalogueRow[],
  };
}

interface ChangePlayed {
  readonly options: ReplayOptions;
  readonly version: string;
  readonly learnt: readonly PlayedSession[];
  readonly without: readonly PlayedSession[];
  readonly of: (build: Build) => readonly PlayedSession[];
}

async function changeReport(
  { name: replay, before, healthy }: IncidentReplay,
  change: Change,
  { options: { seed }, version, learnt, without, of }: ChangePlayed,
): Promise<ChangeReport> {
  const { name, what, from, until, declared, built, intended } = change;
  const [old, next] = [replayContract(replay, before), replayContract(replay, declared)];
  const at = Date.parse(from);
  const twin = within(without, change);
  const soaked = (build: Build): Promise<readonly SoakDeparture[]> => soak(next, build, { seed, version, at });
  const findings = async (build: Build, sessions: readonly PlayedSession[]) =>
    foundIn(sessions, { learnt, twin, soak: await soaked(build) });
  const builtFound = await findings(built, of(built));
  const found = foundIn(twin, { learnt, twin, soak: await soak(old, healthy, { seed, version, at }) });
  return {
    name,
    what,
    from,
    until,
    sessions: of(built).length,
    idleSessions: of(built).filter(({ wasIdle }) => wasIdle).length,
    diff: diffContracts(old, next, { now: at }).map(({ rule, severity, bump, audiences, path, message }) => ({
      rule,
      severity,
      bump,
      ...(audiences === undefined ? {} : { audiences }),
      path,
      message,
    })),
    built: builtFound.findings,
    intended: intended === built ? undefined : (await findings(intended, of(intended))).findings,
    without: found.findings,
    silent: builtFound.watched
      .filter(({ alarms }) => alarms.length === 0)
      .map(({ signal, view }) => `${signal} (${view})`),
    watched: builtFound.watched.map(({ signal, view, sessions }) => ({ signal, view, sessions })),
    series: seriesOf({ learnt, built: of(built), without: twin, from: at }, builtFound.findings.alarms),
  };
}

function foundIn(
  sessions: readonly PlayedSession[],
  {
    learnt,
    twin,
    soak,
  }: {
    readonly learnt: readonly PlayedSession[];
    readonly twin: readonly PlayedSession[];
    readonly soak: readonly SoakDeparture[];
  },
): { readonly findings: BuildFindings; readonly watched: readonly WatchResult[] } {
  const watched = watchedSignals().map((signal) => watch(signal, learnt, sessions));
  const alarms = watched.flatMap(({ alarms: [first] }) => (first === undefined ? [] : [first]));
  return {
    watched,
    findings: {
      soak,
      broken: brokenIn(sessions),
      alarms: alarms.sort((a, b) => a.sessions - b.sessions),
      resolved: resolvedBy(sessions),
      price: twin === sessions ? undefined : priceOf(twin, sessions),
    },
  };
}

/** The sessions that began in some days. */
function within(
  sessions: readonly PlayedSession[],
  { from, until }: { readonly from: string; readonly until: string },
): readonly PlayedSession[] {
  const [since, before] = [Date.parse(from), Date.parse(until)];
  return sessions.filter(({ at }) => at >= since && at < before);
}
