import { describe, expect, test } from "bun:test";
import { randomOf } from "../../quality/statistics/seeded-random.ts";
import { behaviourSignals } from "../../quality/signals/behaviour/table.ts";
import { compared } from "./comparison.ts";
import { sessionOf } from "./fixtures/session.ts";
import type { PlayedSession } from "./played-session.ts";
import { watch, watchedSignals } from "./watch.ts";

const random = randomOf(7);
/** Sessions of which a third was idle; these resolve so much less than the others. */
const sessions = (from: number, many: number, loss: number): readonly PlayedSession[] =>
  Array.from({ length: many }, (_, index) => {
    const wasIdle = index % 3 === 0;
    const { attributes } = sessionOf(0);
    const idle = { ...attributes.two_days, idle: wasIdle ? ">1h" : "never >1h" };
    const resolved = Math.min(1, Math.max(0, 0.7 + 0.2 * (random() - 0.5) - (wasIdle ? loss : 0)));
    return sessionOf(from + index, { wasIdle, resolved, attributes: { usual: idle, two_days: idle } });
  });
const [resolved] = watchedSignals();
const baseline = sessions(0, 600, 0);

describe("what is watched of a replay", () => {
  test("is what scores say, and every behaviour signal that there is", () => {
    const names = new Set(watchedSignals().map(({ signal }) => signal));
    expect(names).toEqual(new Set(["resolved", ...behaviourSignals().map(({ definition }) => definition.name)]));
  });

  test("raises an alarm for a fall in the cohort that has it, and says when and from what to what", () => {
    if (resolved === undefined) throw new Error("something is watched");
    const stream = sessions(1_000, 400, 0.3);
    const { alarms } = watch(resolved, baseline, stream);
    expect(alarms[0]).toMatchObject({ signal: "resolved", cohort: "idle=>1h", from: expect.closeTo(0.7, 1) });
    expect(alarms[0]?.to).toBeLessThan(0.55);
    expect(alarms[0]?.sessions).toBeLessThan(200);
    expect(stream[(alarms[0]?.sessions ?? 0) - 1]?.id).toBe(alarms[0]?.session ?? "");
  });

  test("raises none where nothing fell", () => {
    if (resolved === undefined) throw new Error("something is watched");
    expect(watch(resolved, baseline, sessions(1_000, 2_000, 0)).alarms).toEqual([]);
  });

  test("rolls back what half of the sessions have, and not what nobody has", () => {
    if (resolved === undefined) throw new Error("something is watched");
    const without = sessions(1_000, 2_000, 0);
    const found = compared([resolved], without, sessions(1_000, 2_000, 0.4));
    expect(found).toMatchObject({ signal: "resolved (two_days)" });
    expect(found?.sessions).toBeLessThan(1_500);
    expect(compared([resolved], without, without)).toBeUndefined();
  });
});
