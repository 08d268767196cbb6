import type { PlayedSession, Spent } from "./played-session.ts";

/** What the same sessions took with one build and with another. */
export interface Price {
  readonly sessions: number;
  /** Of them, those that were ever idle for more than an hour; all that follows is of these alone. */
  readonly idleSessions: number;
  /** Tokens a session that were written to the cache, more than with the other build. */
  readonly written: number;
  /** Tokens a session that were not read from it, of all that it took in. */
  readonly unread: number;
  /** US dollars a session, and the part that this is of what it cost. */
  readonly usd: number;
  readonly share: number;
  /** The part of sessions' input that was read from the cache, with either build. */
  readonly readBefore: number;
  readonly readAfter: number;
}

/** What a build costs beside another one, over sessions that were played with both. */
export function priceOf(before: readonly PlayedSession[], after: readonly PlayedSession[]): Price | undefined {
  const known = new Map(before.map((session) => [session.id, session]));
  const pairs = after.flatMap((session) => {
    const other = known.get(session.id);
    return other === undefined ? [] : [{ before: other.spent, after: session.spent, wasIdle: session.wasIdle }];
  });
  const idle = pairs.filter(({ wasIdle }) => wasIdle);
  if (idle.length === 0) return undefined;
  const mean = (of: (pair: { readonly before: Spent; readonly after: Spent }) => number): number =>
    idle.reduce((sum, pair) => sum + of(pair), 0) / idle.length;
  const usd = mean(({ before, after }) => after.usd - before.usd);
  return {
    sessions: pairs.length,
    idleSessions: idle.length,
    written: mean(({ before, after }) => after.written - before.written),
    unread: mean(({ before, after }) => after.input - after.read - (before.input - before.read)),
    usd,
    share: usd / mean(({ before }) => before.usd),
    readBefore: mean(({ before }) => before.read) / mean(({ before }) => before.input),
    readAfter: mean(({ after }) => after.read) / mean(({ after }) => after.input),
  };
}
