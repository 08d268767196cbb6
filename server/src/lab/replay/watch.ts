import { type OutcomeLine, readBaseline } from "../../quality/monitor/baseline.ts";
import { Monitor, type MonitorEvent } from "../../quality/monitor/monitor.ts";
import { behaviourSignals } from "../../quality/signals/behaviour/table.ts";
import { type SignalDefinition, usualDefinition } from "../../quality/signals/definition.ts";
import { orientedValue } from "../../quality/signals/unit-value.ts";
import type { PlayedSession, View } from "./played-session.ts";

/** One signal, seen for so long, as a monitor watches it. */
export interface Watched {
  readonly signal: string;
  readonly view: View;
  readonly definition: SignalDefinition;
  readonly valueOf: (session: PlayedSession) => number | undefined;
}

/** What a monitor showed first of a signal. */
export interface Alarm {
  readonly signal: string;
  readonly view: View;
  /** Sessions that it had taken by then, and when the last of them began. */
  readonly sessions: number;
  readonly at: number;
  readonly session: string;
  /** Sessions of the cohort since the change, and the cohort; all where there is none. */
  readonly cohortSessions: number;
  readonly cohort: string | undefined;
  /** The level before and after, as the signal is measured. */
  readonly from: number;
  readonly to: number;
  readonly evidence: number;
}

/** What a monitor of a signal saw in a stream. */
export interface WatchResult {
  readonly signal: string;
  readonly view: View;
  readonly sessions: number;
  readonly baseline: number;
  readonly alarms: readonly Alarm[];
}

/** Sessions from one false alarm of a monitor to the next: as monitors have it where nobody says otherwise. */
export const RUN_LENGTH = 100_000;
/** Attributes in which cohorts are sought. */
export const BY = ["plan", "journey", "difficulty", "idle"] as const;
/** Attributes by which values differ in health. */
export const GIVEN = ["journey", "difficulty"] as const;

/** Everything that is watched: what the score says, and each behaviour signal that records tell of, in both views. */
export function watchedSignals(): readonly Watched[] {
  const resolved: Watched = {
    signal: "resolved",
    view: "two_days",
    definition: usualDefinition("resolved"),
    valueOf: ({ resolved }) => resolved,
  };
  const behaviour = behaviourSignals().flatMap(({ definition }): readonly Watched[] =>
    (["usual", "two_days"] as const).map((view) => ({
      signal: definition.name,
      view,
      definition,
      valueOf: ({ signals }) => signals[view][definition.name],
    })),
  );
  return [resolved, ...behaviour];
}

/** Learns a signal's baseline from some sessions, and holds others against it, in the order in which they began. */
export function watch(
  watched: Watched,
  baseline: readonly PlayedSession[],
  stream: readonly PlayedSession[],
): WatchResult {
  const lines = linesOf(watched, baseline);
  const reader = readBaseline(lines, { by: BY, given: GIVEN });
  const monitor = new Monitor(reader.baseline, { runLength: RUN_LENGTH, directions: ["down"] });
  const alarms: Alarm[] = [];
  const seen = linesOf(watched, stream);
  for (const line of seen)
    for (const event of monitor.add(line, line.value)) if (event.kind === "alarm") alarms.push(alarmOf(watched, event));
  return { signal: watched.signal, view: watched.view, sessions: seen.length, baseline: lines.length, alarms };
}

function linesOf({ signal, view, definition, valueOf }: Watched, sessions: readonly PlayedSession[]) {
  return sessions.flatMap((session): readonly OutcomeLine[] => {
    const value = valueOf(session);
    if (value === undefined) return [];
    const { id, at, attributes } = session;
    return [{ unit: id, signal, value: orientedValue(definition, value), time: at, attributes: attributes[view] }];
  });
}

function alarmOf({ signal, view, definition }: Watched, event: MonitorEvent): Alarm {
  const { at, units_since: cohortSessions, cohort, from, to, evidence } = event;
  return {
    signal,
    view,
    sessions: at.place,
    at: at.time ?? 0,
    session: at.unit,
    cohortSessions,
    cohort: cohort?.name,
    from: measured(definition, from),
    to: measured(definition, to),
    evidence,
  };
}

/** The value that lies at a place in [0,1], where 1 is best; of a scale of logarithms, a geometric mean. */
function measured({ scale: { kind, low, high }, orientation }: SignalDefinition, place: number): number {
  const part = orientation === "higher" ? place : 1 - place;
  return kind === "linear" ? low + part * (high - low) : low * (high / low) ** part;
}
