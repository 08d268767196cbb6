import { describe, expect, test } from "bun:test";
import { manualClock } from "../core/clock.ts";
import type { Alert } from "../quality/alerts/alert.ts";
import { usualDefinition } from "../quality/signals/definition.ts";
import { randomOf } from "../quality/statistics/seeded-random.ts";
import { type Blessed, type DeclaredMonitor, QualityMonitor } from "./quality-monitor.ts";
import type { Unit, UnitQuestion } from "./units.ts";

const MINUTE = 60_000;
const WINDOW = 10 * MINUTE;
const DECLARED: DeclaredMonitor = {
  monitor: "resolved",
  surface: "assistant",
  severity: "critical",
  channel: "stable",
  question: { definition: { ...usualDefinition("resolved"), windowMs: WINDOW }, synthetic: false },
  by: [],
  given: [],
  runLength: 2_000,
  learn: 500,
};

/** A session as it was: without a value where nobody scored it. */
interface Session {
  readonly at: number;
  readonly value?: number;
  /** Its last request got no answer. */
  readonly error?: boolean;
  readonly evaluator?: string;
}

/** Sessions as the store gives them: page by page, those whose window is over. */
function world() {
  const sessions: Session[] = [];
  const clock = manualClock(0);
  const units = ({ since, until, after, rows }: UnitQuestion) => {
    const settled = Math.min(until, clock.now() - WINDOW);
    const found = sessions.filter(({ at }) => at >= since && at < settled && at > (after?.at ?? -1));
    const page = found.slice(0, rows);
    const last = page.at(-1);
    const seen = page.flatMap(({ at, value, error, evaluator = "tests@1" }): Unit[] => {
      const unit = { unit: `t/${at}`, signal: "resolved", t: at, attrs: {}, evaluator };
      if (error === true) return [{ ...unit, error: "infrastructure" }];
      return value === undefined ? [] : [{ ...unit, value }];
    });
    const end = last === undefined ? undefined : { at: last.at, exchange: String(last.at) };
    const absent = page.filter(({ value, error }) => value === undefined && error !== true).map(({ at }) => at);
    return Promise.resolve({ units: seen, truncated: found.length > rows, end, absent });
  };
  const random = randomOf(2);
  /** One session a minute. */
  const live = (count: number, good: number, scored = 1, failing = 0, evaluator = "tests@1"): void => {
    for (let index = 0; index < count; index++) {
      const value = random() < good ? 1 : 0;
      const error = failing > 0 && random() < failing;
      sessions.push({ at: clock.now(), error, evaluator, ...(random() < scored ? { value } : {}) });
      clock.advance(MINUTE);
    }
  };
  return { clock, units, live };
}

function watching(blessed?: Blessed, here = world()) {
  const raised: Alert[] = [];
  const resolved: string[] = [];
  const blessings: Blessed[] = [];
  const desk = {
    raise: (alert: Alert) => Promise.resolve(void raised.push(alert)),
    resolve: (of: string) => Promise.resolve(void resolved.push(of)),
  };
  const bless = (_: string, chosen: Blessed) => Promise.resolve(void blessings.push(chosen));
  const monitor = new QualityMonitor(DECLARED, { ...here, desk, bless }, blessed);
  return { ...here, monitor, raised, resolved, blessings };
}

describe("a monitor of the server", () => {
  test("blesses the first sessions that it was to learn from, and is silent while all stays as it was", async () => {
    const { monitor, live, blessings, raised } = watching();
    live(400, 0.9);
    await monitor.read();
    expect([monitor.status.state, blessings.length]).toEqual(["learning", 0]);
    live(1_000, 0.9);
    await monitor.read();
    expect([monitor.status.state, monitor.status.baseline_units, monitor.status.units]).toEqual(["watching", 500, 890]);
    expect(blessings).toEqual([{ since: 0, until: 499 * MINUTE + 1 }]);
    expect(raised).toEqual([]);
  });

  test("raises a fall and resolves it, the same whether it looks often or once, and after a restart", async () => {
    const often = watching();
    for (const good of [0.9, 0.9, 0.5, 0.9, 0.9]) {
      for (let part = 0; part < 4; part++) {
        often.live(150, good);
        await often.monitor.read();
      }
    }
    expect(often.raised.map(({ labels }) => labels.kind)).toContain("level");
    expect(often.resolved).toContain("resolved/resolved/");
    const [blessed] = often.blessings;
    const again = watching(blessed, often);
    await again.monitor.read();
    expect(again.raised.map(({ fingerprint }) => fingerprint)).toEqual(
      often.raised.map(({ fingerprint }) => fingerprint),
    );
    expect(again.monitor.status.units).toBe(often.monitor.status.units);
    expect(again.blessings).toEqual([]);
  });

  test("raises an alert where sessions are not scored any more, though those that are look as before", async () => {
    const { monitor, live, raised } = watching();
    live(1_500, 0.9, 0.95);
    await monitor.read();
    expect(raised).toEqual([]);
    live(600, 0.9, 0.6);
    await monitor.read();
    expect(raised.map(({ labels }) => labels.kind)).toContain("missing_values");
    expect(raised.map(({ labels }) => labels.kind)).not.toContain("level");
  });

  test("tells an upstream that fails from a product that became worse", async () => {
    const { monitor, live, raised } = watching();
    live(1_500, 0.9);
    live(600, 0.9, 1, 0.2);
    await monitor.read();
    expect(raised.map(({ labels }) => labels.kind)).toEqual(["infrastructure"]);
    expect(raised[0]?.command).toBe(
      "bellwether query 'surface = assistant and outcome in (failed, cut, interrupted)' --group-by upstream,error_code",
    );
    expect(raised[0]?.evidence).toContain("signal=ended_in_error");
    expect(monitor.status).toMatchObject({ open: false, missing: 0 });
  });

  test("holds what another judge says against nothing, and says that the values it watches are missing", async () => {
    const { monitor, live, raised } = watching();
    live(1_500, 0.9);
    live(300, 0.4, 1, 0, "tests@2");
    await monitor.read();
    expect(new Set(raised.map(({ labels }) => labels.kind))).toEqual(new Set(["missing_values"]));
    expect(raised[0]?.facts.find(([name]) => name === "judge")?.[1]).toMatch(
      /^tests@2 judged \d+ sessions?, and none of the baseline: bless one that it judged$/,
    );
    expect(monitor.status).toMatchObject({ open: false, units: 1_000, missing: 290 });
    expect(monitor.status.other_scorers).toEqual({ "evaluator=tests@2": 290 });
  });

  test("raises an alert when no session comes, once, and resolves it when one does", async () => {
    const { monitor, live, raised, resolved, clock } = watching();
    live(900, 0.9);
    await monitor.read();
    clock.advance(60 * MINUTE);
    await monitor.read();
    await monitor.read();
    expect(raised.map(({ fingerprint }) => fingerprint)).toEqual(["resolved/no_units"]);
    live(20, 0.9);
    await monitor.read();
    expect(resolved).toEqual(["resolved/no_units"]);
  });

  test("learns from the time that was blessed alone, once that is over", async () => {
    const { monitor, live, blessings, clock } = watching({ since: 100 * MINUTE, until: 400 * MINUTE });
    live(300, 0.9);
    await monitor.read();
    expect(monitor.status.state).toBe("learning");
    live(400, 0.9);
    clock.advance(WINDOW);
    await monitor.read();
    expect(monitor.status).toMatchObject({ state: "watching", baseline_units: 300, units: 300 });
    expect(blessings).toEqual([]);
  });
});
