import type { PlayedSession } from "./played-session.ts";

/** What was resolved by some sessions. */
export interface Resolved {
  readonly mean: number;
  readonly sessions: number;
}

/** The mean of `resolved` over all sessions, and over those of each value of what cohorts are cut by. */
export function resolvedBy(sessions: readonly PlayedSession[]): Readonly<Record<string, Resolved>> {
  const sums = new Map<string, { sum: number; count: number }>();
  const add = (name: string, value: number): void => {
    const known = sums.get(name) ?? { sum: 0, count: 0 };
    sums.set(name, { sum: known.sum + value, count: known.count + 1 });
  };
  for (const { resolved, attributes } of sessions) {
    add("all", resolved);
    const { client_version: _version, ...cohorts } = attributes.two_days;
    for (const [name, value] of Object.entries(cohorts)) add(`${name}=${value}`, resolved);
  }
  return Object.fromEntries([...sums].map(([name, { sum, count }]) => [name, { mean: sum / count, sessions: count }]));
}
