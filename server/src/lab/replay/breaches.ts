import type { PlayedSession, SeenBreach } from "./played-session.ts";

/** An invariant that some sessions broke: how many, and where it was seen first. */
export interface BrokenInvariant {
  readonly id: string;
  readonly sessions: number;
  readonly requests: number;
  /** Of the sessions, those that were ever idle for more than an hour. */
  readonly idleSessions: number;
  readonly first: SeenBreach & {
    readonly session: string;
    /** Which of the sessions it was, from 1, in the order in which they began. */
    readonly number: number;
  };
  /** The first turn after a gap at which any session broke it; undefined where sessions without a gap did. */
  readonly turnAfterGap: number | undefined;
  /** On the mean of its requests, by how much a number was short; undefined where no numbers were compared. */
  readonly short: number | undefined;
}

/** Each invariant that sessions broke, by how soon it was seen. @param sessions in the order in which they began. */
export function brokenIn(sessions: readonly PlayedSession[]): readonly BrokenInvariant[] {
  const ids = new Set(sessions.flatMap(({ breaches }) => breaches.map(({ id }) => id)));
  return [...ids].map((id) => brokenBy(id, sessions)).sort((a, b) => a.first.at - b.first.at || (a.id < b.id ? -1 : 1));
}

function brokenBy(id: string, sessions: readonly PlayedSession[]): BrokenInvariant {
  const found = sessions.flatMap((session, index) =>
    session.breaches
      .filter((breach) => breach.id === id)
      .map((breach) => ({ ...breach, session: session.id, number: index + 1, wasIdle: session.wasIdle })),
  );
  const [earliest, ...rest] = found;
  if (earliest === undefined) throw new Error(`nothing broke ${id}`);
  const { wasIdle: _idle, ...first } = rest.reduce((first, one) => (one.at < first.at ? one : first), earliest);
  const turns = found.map(({ turnAfterGap }) => turnAfterGap ?? 0);
  const least = Math.min(...turns);
  return {
    id,
    sessions: new Set(found.map(({ session }) => session)).size,
    requests: found.length,
    idleSessions: new Set(found.filter(({ wasIdle }) => wasIdle).map(({ session }) => session)).size,
    first,
    turnAfterGap: least === 0 ? undefined : least,
    short: meanOf(found.flatMap(({ short }) => short ?? [])),
  };
}

function meanOf(numbers: readonly number[]): number | undefined {
  return numbers.length === 0 ? undefined : numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
}
