import { VIOLATIONS, type ViolationId } from "../../contract/violations.ts";
import type { PlayedSession } from "./played-session.ts";
import type { Alarm } from "./watch.ts";

/** Something by day, with a change and without it, as a part of what it was in the baseline. */
export interface Series {
  readonly name: string;
  readonly built: readonly (readonly [day: number, value: number])[];
  readonly without: readonly (readonly [day: number, value: number])[];
}

const DAY = 86_400_000;

/** What is drawn of a change: what was resolved, what certain invariants found, and the signals that raised alarms first. */
export function seriesOf(
  {
    learnt,
    built,
    without,
    from,
  }: {
    readonly learnt: readonly PlayedSession[];
    readonly built: readonly PlayedSession[];
    readonly without: readonly PlayedSession[];
    readonly from: number;
  },
  alarms: readonly Alarm[],
): readonly Series[] {
  const byDay = (
    sessions: readonly PlayedSession[],
    of: (session: PlayedSession) => number | undefined,
    unit: number,
  ) => {
    const days = Map.groupBy(sessions, ({ at }) => Math.floor((at - from) / DAY));
    return [...days]
      .flatMap(([day, some]): readonly (readonly [number, number])[] => {
        const mean = meanOf(some, of);
        return mean === undefined ? [] : [[day, mean / unit]];
      })
      .sort(([a], [b]) => a - b);
  };
  const series = (name: string, of: (session: PlayedSession) => number | undefined, unit: number): Series => ({
    name,
    built: byDay(built, of, unit),
    without: byDay(without, of, unit),
  });
  const names = [...new Set(alarms.map(({ signal }) => signal))].filter((name) => name !== "resolved").slice(0, 2);
  const moved = names.map((name) => {
    const of = ({ signals }: PlayedSession): number | undefined => signals.two_days[name];
    return series(name, of, meanOf(learnt, of) || 1);
  });
  const resolved = ({ resolved }: PlayedSession): number => resolved;
  return [
    ...moved,
    series("resolved", resolved, meanOf(learnt, resolved) || 1),
    series("sessions that broke a certain invariant", (session) => (brokeCertain(session) ? 1 : 0), 1),
  ];
}

function brokeCertain({ breaches }: PlayedSession): boolean {
  return breaches.some(({ id }) => VIOLATIONS[id as ViolationId] === "certain");
}

function meanOf(sessions: readonly PlayedSession[], of: (session: PlayedSession) => number | undefined) {
  const values = sessions.flatMap((session) => of(session) ?? []);
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}
