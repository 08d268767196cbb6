import type { PlayedSession, Spent } from "./played-session.ts";

/** What the same sessions took without a change and with it, on the mean of a session. */
export interface Price {
  readonly sessions: number;
  readonly before: Spent;
  readonly after: Spent;
}

/** The price of a change over all sessions that were played both ways, and over those that were idle for over an hour. */
export interface Prices {
  readonly all: Price;
  readonly idle: Price;
}

/** What a change costs over sessions that were played without it and with it. */
export function pricesOf(without: readonly PlayedSession[], changed: readonly PlayedSession[]): Prices | undefined {
  const known = new Map(without.map((session) => [session.id, session]));
  const pairs = changed.flatMap((after): readonly Pair[] => {
    const before = known.get(after.id);
    return before === undefined ? [] : [{ before, after }];
  });
  const idle = pairs.filter(({ before }) => before.wasIdle);
  return idle.length === 0 ? undefined : { all: priceOf(pairs), idle: priceOf(idle) };
}

interface Pair {
  readonly before: PlayedSession;
  readonly after: PlayedSession;
}

function priceOf(pairs: readonly Pair[]): Price {
  return {
    sessions: pairs.length,
    before: meanSpent(pairs.map(({ before }) => before.spent)),
    after: meanSpent(pairs.map(({ after }) => after.spent)),
  };
}

function meanSpent(spent: readonly Spent[]): Spent {
  const mean = (of: (one: Spent) => number): number => spent.reduce((sum, one) => sum + of(one), 0) / spent.length;
  return {
    input: mean(({ input }) => input),
    read: mean(({ read }) => read),
    written: mean(({ written }) => written),
    output: mean(({ output }) => output),
    reasoning: mean(({ reasoning }) => reasoning),
    usd: mean(({ usd }) => usd),
  };
}
