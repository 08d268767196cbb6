import type { Contract } from "../../contract/contract.ts";
import { diffContracts } from "../../contract/diff/diff.ts";
import { brokenIn } from "../../lab/replay/breaches.ts";
import { CATALOGUE } from "../../lab/replay/catalogue.ts";
import { compared } from "../../lab/replay/comparison.ts";
import type { Build, Change, IncidentReplay } from "../../lab/replay/incident.ts";
import type { PlayedSession } from "../../lab/replay/played-session.ts";
import { pricesOf } from "../../lab/replay/price.ts";
import type { BuildFindings, ChangeReport, ReplayReport, SoakDeparture } from "../../lab/replay/report.ts";
import { resolvedBy } from "../../lab/replay/resolved.ts";
import { seriesOf } from "../../lab/replay/series.ts";
import { RUN_LENGTH, watch, watchedSignals, type WatchResult } from "../../lab/replay/watch.ts";
import { replayContract } from "./contracts.ts";
import { piecesOf } from "./job.ts";
import { Pool } from "./pool.ts";

/** How a replay is played. */
export interface ReplayOptions {
  readonly seed: string;
  /** Sessions a day. */
  readonly perDay: number;
  readonly threads: number;
  /** Whether the catalogue is played as well. */
  readonly catalogue: boolean;
  /** Called with the part of the work that is done, from 0 to 1. */
  readonly progress?: (part: number) => void;
}

/** What the product calls itself before a change, and with it: nothing goes by these names. */
export interface VersionNames {
  readonly before: string;
  readonly after: (change: number) => string;
}

const VERSIONS: VersionNames = { before: "2.1.0", after: (change) => `2.1.${change + 1}` };

/** What a build did: in the traffic of its time, and in a soak session. */
interface BuildPlayed {
  readonly sessions: readonly PlayedSession[];
  readonly soak: readonly SoakDeparture[];
}

/** Plays an incident's weeks, with its changes and without, and says what each catcher found. */
export async function replayed(
  incident: IncidentReplay,
  options: ReplayOptions,
  names: VersionNames = VERSIONS,
): Promise<ReplayReport> {
  const { seed, perDay, threads, catalogue, progress } = options;
  const { name: replay, healthy, before, baseline, changes } = incident;
  const pool = new Pool(threads, (done, asked) => progress?.(done / asked));
  const played = async (contract: string, build: Build, version: string, days: Days): Promise<BuildPlayed> => {
    const what = { replay, contract, build, version };
    const [from, until] = [Date.parse(days.from), Date.parse(days.until)];
    const pieces = piecesOf({ kind: "traffic", ...what, traffic: { seed, perDay, from, until } });
    const [soak, ...some] = await Promise.all([
      pool.do({ kind: "soak", ...what, seed, at: from }),
      ...pieces.map((piece) => pool.do(piece)),
    ]);
    return { soak, sessions: some.flat().sort((a, b) => a.at - b.at) };
  };
  try {
    const until = changes.reduce((latest, change) => (change.until > latest ? change.until : latest), baseline.until);
    const entries = Promise.all(
      (catalogue ? CATALOGUE : []).map((_entry, index) => pool.do({ kind: "entry", replay, seed, index })),
    );
    const [without, builds, rows] = await Promise.all([
      played(before, healthy, names.before, { from: baseline.from, until }),
      Promise.all(
        changes.map(async (change, index) => {
          const { declared, built, intended } = change;
          const play = (build: Build): Promise<BuildPlayed> => played(declared, build, names.after(index), change);
          const [asBuilt, asMeant] = await Promise.all([play(built), intended === built ? undefined : play(intended)]);
          return { change, asBuilt, asMeant };
        }),
      ),
      entries,
    ]);
    const learnt = within(without.sessions, baseline);
    const all = [
      without,
      ...builds.flatMap(({ asBuilt, asMeant }) => [asBuilt, ...(asMeant === undefined ? [] : [asMeant])]),
    ];
    const sessions = all.flatMap(({ sessions }) => sessions);
    return {
      replay,
      seed,
      per_day: perDay,
      run_length: RUN_LENGTH,
      baseline: { ...baseline, sessions: learnt.length },
      played: { sessions: sessions.length, requests: sessions.reduce((sum, { requests }) => sum + requests, 0) },
      changes: builds.map((build) => changeReport(incident, build, { learnt, without })),
      catalogue: rows,
    };
  } finally {
    pool.end();
  }
}

function changeReport(
  { name: replay, before }: IncidentReplay,
  {
    change,
    asBuilt,
    asMeant,
  }: { readonly change: Change; readonly asBuilt: BuildPlayed; readonly asMeant: BuildPlayed | undefined },
  { learnt, without }: { readonly learnt: readonly PlayedSession[]; readonly without: BuildPlayed },
): ChangeReport {
  const { name, what, from, until, declared } = change;
  const twin = { soak: without.soak, sessions: within(without.sessions, change) };
  const found = (build: BuildPlayed) => foundIn(build, learnt, twin);
  const built = found(asBuilt);
  const { sessions } = asBuilt;
  return {
    name,
    what,
    from,
    until,
    sessions: sessions.length,
    idleSessions: sessions.filter(({ wasIdle }) => wasIdle).length,
    diff: diffOf(replayContract(replay, before), replayContract(replay, declared), Date.parse(from)),
    built: built.findings,
    intended: asMeant === undefined ? undefined : found(asMeant).findings,
    without: found(twin).findings,
    silent: silentOf(built.watched),
    watched: built.watched.map(({ signal, view, sessions }) => ({ signal, view, sessions })),
    series: seriesOf(
      { learnt, built: sessions, without: twin.sessions, from: Date.parse(from) },
      built.findings.alarms,
    ),
  };
}

function diffOf(old: Contract, next: Contract, now: number): ChangeReport["diff"] {
  return diffContracts(old, next, { now }).map(({ rule, severity, bump, audiences, path, message }) => ({
    rule,
    severity,
    bump,
    ...(audiences === undefined ? {} : { audiences }),
    path,
    message,
  }));
}

function foundIn(
  { soak, sessions }: BuildPlayed,
  learnt: readonly PlayedSession[],
  twin: BuildPlayed,
): { readonly findings: BuildFindings; readonly watched: readonly WatchResult[] } {
  const signals = watchedSignals();
  const watched = signals.map((signal) => watch(signal, learnt, sessions));
  const alarms = watched.flatMap(({ alarms: [first] }) => (first === undefined ? [] : [first]));
  return {
    watched,
    findings: {
      soak,
      broken: brokenIn(sessions),
      alarms: alarms.sort((a, b) => a.sessions - b.sessions),
      compared: compared(signals, twin.sessions, sessions),
      resolved: resolvedBy(sessions),
      price: sessions === twin.sessions ? undefined : pricesOf(twin.sessions, sessions),
    },
  };
}

/** Signals of which no monitor raised an alarm, whichever way it saw them. */
function silentOf(watched: readonly WatchResult[]): readonly string[] {
  const moved = new Set(watched.filter(({ alarms }) => alarms.length > 0).map(({ signal }) => signal));
  return [...new Set(watched.map(({ signal }) => signal))].filter((signal) => !moved.has(signal));
}

interface Days {
  readonly from: string;
  readonly until: string;
}

/** The sessions that began in some days. */
function within(sessions: readonly PlayedSession[], { from, until }: Days): readonly PlayedSession[] {
  const [since, before] = [Date.parse(from), Date.parse(until)];
  return sessions.filter(({ at }) => at >= since && at < before);
}
