import { describe, expect, test } from "bun:test";
import { plannedSessions } from "./traffic.ts";

const HOUR = 3_600_000;
const from = Date.UTC(2026, 2, 1);
const days = (many: number, seed = "1") => plannedSessions({ seed, from, until: from + many * 24 * HOUR, perDay: 100 });
const sessions = days(30);
const pauses = sessions.flatMap(({ turns }) => turns.slice(1).map(({ after }) => after)).sort((a, b) => a - b);
const share = <T>(items: readonly T[], holds: (item: T) => boolean): number =>
  items.filter(holds).length / items.length;

describe("the lab's traffic", () => {
  test("has pauses as a published trace has them, and beside these meals and nights", () => {
    const short = pauses.filter((pause) => pause < HOUR);
    expect((short[Math.floor(short.length / 2)] ?? 0) / 1_000).toBeWithin(110, 136);
    expect((short[Math.floor(0.99 * short.length)] ?? 0) / 1_000).toBeWithin(1_250, 1_700);
    expect(share(pauses, (pause) => pause > HOUR)).toBeWithin(0.06, 0.09);
    expect(share(pauses, (pause) => pause > 9 * HOUR)).toBeWithin(0.015, 0.035);
  });

  test("has long sessions, of which some go on after an hour", () => {
    expect(share(sessions, ({ turns }) => turns.length === 1)).toBeWithin(0.17, 0.27);
    expect(share(sessions, ({ turns }) => turns.length >= 8)).toBeWithin(0.1, 0.25);
    expect(share(sessions, ({ turns }) => turns.some(({ after }) => after > HOUR))).toBeWithin(0.15, 0.3);
  });

  test("is the same for the same seed, day by day, and another for another", () => {
    expect(days(30)).toEqual(sessions);
    expect(days(31).filter(({ id }) => id < "2026-03-31")).toEqual(sessions.filter(({ id }) => id < "2026-03-31"));
    expect(days(30, "2")).not.toEqual(sessions);
  });

  test("comes in the order of time, each with a name of its own, more by day than by night", () => {
    expect(sessions.map(({ at }) => at)).toEqual(sessions.map(({ at }) => at).toSorted((a, b) => a - b));
    expect(new Set(sessions.map(({ id }) => id)).size).toBe(sessions.length);
    const hour = ({ at }: { readonly at: number }): number => new Date(at).getUTCHours();
    expect(share(sessions, (one) => hour(one) >= 8 && hour(one) < 18)).toBeGreaterThan(0.6);
  });
});
