import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { MonitorEvent } from "../monitor/monitor.ts";
import { budgetStanding, type Drift } from "./ledger.ts";
import { driftsOf } from "./of-events.ts";

const DAY = 86_400_000;
const BUDGET = { periodMs: 30 * DAY, drift: 0.01 };
const drift = (more: Partial<Drift> = {}): Drift => ({
  cause: "a",
  from: 0,
  until: 3 * DAY,
  drop: 0.05,
  share: 1,
  ...more,
});

describe("a quality budget", () => {
  test("is used by the drop, the part of the units and the part of the period", () => {
    const standing = budgetStanding(
      BUDGET,
      [drift(), drift({ from: 10 * DAY, until: 20 * DAY, share: 0.1 })],
      30 * DAY,
    );
    expect(standing.entries.map(({ used }) => Number(used.toFixed(6)))).toEqual([0.005, 0.001667]);
    expect(standing.left).toBeCloseTo(0.01 - 0.005 - 0.001667, 5);
    expect([standing.burn, standing.exhausted_at]).toEqual([0, null]);
  });

  test("burns while a drift goes on, says when it is used up, and forgets what is older than its period", () => {
    const open: Drift = { cause: "b", from: 25 * DAY, drop: 0.02, share: 1 };
    const now = budgetStanding(BUDGET, [open], 30 * DAY);
    expect(now.burn).toBeCloseTo(2, 9);
    expect(now.used).toBeCloseTo(0.02 * (5 / 30), 9);
    expect(now.exhausted_at).toBe(40 * DAY);
    expect(budgetStanding(BUDGET, [drift()], 40 * DAY).entries).toEqual([]);
    expect(budgetStanding(BUDGET, [open], 60 * DAY)).toMatchObject({ exhausted_at: null });
    expect(budgetStanding(BUDGET, [open], 60 * DAY).left).toBeLessThan(0);
  });

  test("is never used by more than what all drifts lower the mean by, and never by a rise", () => {
    const some = fc.array(
      fc.record({
        cause: fc.constant("c"),
        from: fc.integer({ min: 0, max: 100 }),
        until: fc.integer({ min: 0, max: 100 }),
        drop: fc.double({ min: -1, max: 1, noNaN: true }),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(some, (drifts) => {
        const { used, left } = budgetStanding({ periodMs: 50, drift: 0.1 }, drifts, 100);
        const most = drifts.reduce((sum, one) => sum + Math.max(0, one.drop) * one.share, 0);
        expect(used).toBeGreaterThanOrEqual(0);
        expect(used).toBeLessThanOrEqual(most + 1e-9);
        expect(used + left).toBeCloseTo(0.1, 9);
      }),
    );
  });

  test("has an entry for each fall, which ends with the way back", () => {
    const event = (kind: MonitorEvent["kind"], at: number, more: Partial<MonitorEvent> = {}): MonitorEvent => ({
      kind,
      signal: "s",
      direction: "down",
      at: { place: at, unit: "u", time: at * DAY },
      since: { place: at - 10, unit: "u", time: (at - 1) * DAY },
      units_since: 11,
      from: 0.8,
      to: 0.75,
      estimate: 0.05,
      interval: [0.02, 0.08],
      cohort: null,
      attribution: { layer: "unknown", because: "" },
      coincides: [],
      evidence: 1,
      ...more,
    });
    const free = { name: "plan=free", attributes: { plan: "free" } };
    const events = [
      event("alarm", 20),
      event("alarm", 30, { cohort: free, units_since: 2 }),
      event("eased", 40),
      event("recovered", 50),
      event("alarm", 60),
    ];
    expect(
      driftsOf("m", events).map(({ from, until, share }) => [
        from / DAY,
        until === undefined ? null : until / DAY,
        Number(share.toFixed(2)),
      ]),
    ).toEqual([
      [29, 39, 0.18],
      [19, 49, 1],
      [59, null, 1],
    ]);
  });
});
