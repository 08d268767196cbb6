import { beforeEach, describe, expect, test } from "bun:test";
import { monitorSchema } from "../config/quality-schema.ts";
import { manualClock } from "../core/clock.ts";
import { randomOf } from "../quality/statistics/seeded-random.ts";
import { AlertDesk } from "./alert-desk.ts";
import { type Declaration, declaredMonitor } from "./declared-monitors.ts";
import { MemoryControlStore } from "./fixtures/memory-stores.ts";
import { QualityService } from "./quality-service.ts";
import type { Unit, UnitQuestion } from "./units.ts";

const MINUTE = 60_000;
let clock: ReturnType<typeof manualClock>;
let store: MemoryControlStore;
let sessions: { readonly at: number; readonly value: number }[];
let random: () => number;

/** A control replica: its own memory over the one store. */
function replica(configured: readonly Declaration[] = []) {
  const leadership = { leads: true };
  const told: string[] = [];
  const desk = new AlertDesk({
    store,
    clock,
    channels: new Map([
      ["ops", { kind: "slack", send: ({ body }) => Promise.resolve(told.push(body) > 0 ? 200 : 500) }],
    ]),
    rules: [{ name: "all", match: {}, to: ["ops"], groupBy: ["monitor"], waitMs: 0, repeatMs: 1e9 }],
    report: () => undefined,
  });
  const reports: string[] = [];
  const units = ({ since, until, after, rows, definition }: UnitQuestion) => {
    const found = sessions.filter(({ at }) => at >= since && at < until && at > (after?.at ?? -1)).slice(0, rows);
    const last = found.at(-1);
    return Promise.resolve({
      units: found.map(({ at, value }): Unit => ({ unit: `${at}`, value, signal: definition.name, t: at, attrs: {} })),
      truncated: found.length === rows,
      end: last === undefined ? undefined : { at: last.at, exchange: `${last.at}` },
      absent: [],
    });
  };
  const quality = new QualityService({
    store,
    clock,
    desk,
    units,
    leadership,
    baseUrl: undefined,
    configured,
    after: () => () => undefined,
    report: (what) => void reports.push(what),
  });
  return { quality, desk, leadership, told, reports };
}

function live(count: number, good: number): void {
  for (let index = 0; index < count; index++) {
    sessions.push({ at: clock.now(), value: random() < good ? 1 : 0 });
    clock.advance(MINUTE);
  }
}

const written = { surface: "assistant", signal: "resolved", learn: 200, run_length: 2_000 };
const declared = (more: object = {}) => ({ ...written, ...more });
const declare = (quality: QualityService, name: string, more: object = {}): Promise<boolean> =>
  quality.declare(name, monitorSchema.parse(declared(more)), declared(more), "admin-1");

/** A contract of the surface, which channel `stable` then points at. */
const register = async (version: string, budgets: object = {}, signals: object = {}): Promise<void> => {
  const document = JSON.stringify({
    bellwether: 1,
    surface: "assistant",
    version,
    mode: "observe",
    model: { provider: "anthropic", id: "claude-opus-4-6" },
    signals,
    budgets,
  });
  const audit = { at: clock.now(), actor: "a", action: "contract.register", subject: "assistant", detail: "{}" };
  await store.apply({
    audit,
    insertContracts: [{ surface: "assistant", version, digest: version, document, registeredAt: clock.now() }],
    setChannels: [{ surface: "assistant", channel: "stable", version }],
  });
};

beforeEach(async () => {
  clock = manualClock(0);
  store = new MemoryControlStore();
  await register("0.1.0");
  sessions = [];
  random = randomOf(11);
});

describe("monitors that the API declares", () => {
  test("run from then on, also after a restart, with an entry of the log for what was decided", async () => {
    const { quality } = replica();
    live(500, 0.9);
    await quality.look();
    expect(quality.status).toEqual([]);
    expect(await declare(quality, "resolved")).toBe(true);
    await quality.look();
    expect(quality.status).toMatchObject([
      { monitor: "resolved", declared_by: "api", state: "watching", baseline_units: 200, units: 300 },
    ]);
    const again = replica();
    await again.quality.look();
    expect(again.quality.status).toEqual(quality.status);
    const actions = (await store.audit(10)).map(({ action, actor }) => [action, actor]);
    expect(actions).toEqual([
      ["monitor.bless", "bellwether"],
      ["monitor.declare", "admin-1"],
      ["contract.register", "a"],
    ]);
  });

  test("are left alone by the same document, and keep their baseline where it says another severity", async () => {
    const { quality } = replica();
    live(300, 0.9);
    await declare(quality, "resolved");
    await quality.look();
    expect(await declare(quality, "resolved")).toBe(false);
    const [before] = quality.status;
    expect(await declare(quality, "resolved", { severity: "note", learn: 100 })).toBe(true);
    await quality.look();
    expect(quality.status[0]?.baseline).toEqual(before?.baseline);
    expect(quality.status[0]?.baseline_units).toBe(200);
  });

  test("can be withdrawn, and what they raised is over", async () => {
    const { quality, desk } = replica();
    live(250, 0.95);
    await declare(quality, "resolved");
    await quality.look();
    live(400, 0.3);
    await quality.look();
    const open = () => desk.alerts.filter(({ resolvedAt }) => resolvedAt === undefined).length;
    expect(open()).toBeGreaterThan(0);
    await quality.withdraw("resolved", "measured otherwise now", "admin-1");
    await quality.look();
    expect([quality.status.length, open()]).toEqual([0, 0]);
    expect(quality.withdraw("resolved", "again", "admin-1")).rejects.toThrow(
      "there is no monitor resolved; there are none",
    );
  });

  test("are decided on any replica, and run where it leads; what another one holds back is not told", async () => {
    const [leader, other] = [replica(), replica()];
    other.leadership.leads = false;
    live(250, 0.95);
    await declare(other.quality, "resolved");
    await other.quality.look();
    await leader.quality.look();
    expect([other.quality.status.length, leader.quality.status.length]).toEqual([0, 1]);
    const until = clock.now() + 1e9;
    await other.desk.silence({ id: "s", match: { monitor: "resolved" }, until, by: "op", reason: "load test" }, "op");
    live(400, 0.3);
    await leader.quality.look();
    expect(leader.desk.alerts.length).toBeGreaterThan(0);
    expect(leader.told).toEqual([]);
    // The lead goes over, and nothing is told twice or lost.
    await other.desk.unsilence("s", "op").catch(() => undefined);
    leader.leadership.leads = false;
    other.leadership.leads = true;
    await leader.quality.look();
    await other.quality.look();
    expect(leader.quality.status).toEqual([]);
    expect(other.quality.status[0]?.units).toBe(450);
    expect(other.told.length).toBe(1);
  });

  test("are not held against a time without sessions", async () => {
    const { quality } = replica();
    live(600, 0.9);
    await declare(quality, "resolved");
    const of = (since: number, until: number) => quality.bless("resolved", { since, until }, "why", "admin-1");
    expect(of(0, 20 * MINUTE)).rejects.toThrow("that time has 20 sessions with a value of resolved");
    await of(0, 100 * MINUTE);
    await quality.look();
    expect(quality.status[0]).toMatchObject({ baseline_units: 100, trouble: undefined });
  });

  test.each([
    [{ surface: "asistant" }, "surface: there is no asistant (did you mean assistant?)"],
    [{ by: ["nonsense"] }, "by: sessions have no attribute nonsense"],
    [{ given: ["audiance"] }, "given: sessions have no attribute audiance (did you mean audience?)"],
    [{ baseline: { since: "1970-01-01", until: "2099-01-01" } }, "baseline: until is still to come"],
  ])("are refused where they would watch nothing: %j", async (more, why) => {
    const { quality } = replica();
    await quality.look();
    expect(declare(quality, "mine", more)).rejects.toThrow(why);
  });

  test("have a run length that somebody may live to see", () => {
    expect(monitorSchema.safeParse(declared({ run_length: 1e300 })).error?.issues[0]?.message).toContain("at most");
  });

  test("cannot take the place of one that the configuration declares", async () => {
    const document = monitorSchema.parse(written);
    const configured = declaredMonitor("resolved", document, { by: "configuration", baseUrl: undefined, now: 0 });
    const { quality } = replica([configured]);
    await quality.look();
    expect(declare(quality, "resolved")).rejects.toThrow("the configuration declares the monitor resolved");
    expect(quality.withdraw("resolved", "x", "a")).rejects.toThrow("take it out there");
  });
});

describe("monitors that contracts declare", () => {
  const SCORED = { resolved: { source: "score" } };
  test("are those of signals with a budget, measured as the contract says; of the version that is stable", async () => {
    const { quality } = replica();
    await register(
      "1.0.0",
      { resolved: { margin: 0.02, per: "7d" }, p95_latency: { margin: 0.1 } },
      { resolved: { source: "score", window: "1h" }, p95_latency: { source: "sla" } },
    );
    await quality.look();
    expect(quality.status).toMatchObject([
      { monitor: "assistant.resolved", declared_by: "contract", state: "learning", budget: { drift: 0.02 } },
    ]);
    await register("1.1.0", { stars: { margin: 0.02 } }, { stars: { source: "score", range: [1, 5] } });
    await quality.look();
    expect(quality.status.map(({ monitor }) => monitor)).toEqual(["assistant.stars"]);
    expect(quality.withdraw("assistant.stars", "x", "a")).rejects.toThrow(
      "the contract of assistant declares the monitor assistant.stars: take stars out of its budgets",
    );
  });

  test("give way to one that an operator declares of the same signal, and keep their baseline over versions", async () => {
    const { quality } = replica();
    await register("1.0.0", { resolved: { margin: 0.02 } }, SCORED);
    live(2_500, 0.9);
    await quality.look();
    const [before] = quality.status;
    expect(before).toMatchObject({ state: "watching", baseline_units: 2_000 });
    await register("1.1.0", { resolved: { margin: 0.02 } }, SCORED);
    await quality.look();
    expect(quality.status[0]).toMatchObject({ units: 500, baseline: before?.baseline ?? {} });
    await declare(quality, "mine");
    await quality.look();
    expect(quality.status.map(({ monitor }) => monitor)).toEqual(["mine"]);
  });

  test("have another name where the configuration has given theirs to something else", async () => {
    const document = monitorSchema.parse({ surface: "assistant", signal: "error_rate" });
    const configured = declaredMonitor("assistant.resolved", document, {
      by: "configuration",
      baseUrl: undefined,
      now: 0,
    });
    const { quality } = replica([configured]);
    await register("1.0.0", { resolved: { margin: 0.02 } }, SCORED);
    await quality.look();
    expect(quality.status.map(({ monitor, signal, declared_by }) => [monitor, signal, declared_by])).toEqual([
      ["assistant.resolved", "error_rate", "configuration"],
      ["assistant.resolved.contract", "resolved", "contract"],
    ]);
    expect(declare(quality, "assistant.resolved.contract", { signal: "error_rate" })).rejects.toThrow(
      "the contract of assistant declares the monitor assistant.resolved.contract",
    );
  });

  test("give way to nothing that only has their name, or that watches a part", async () => {
    const { quality } = replica();
    await register("1.0.0", { resolved: { margin: 0.02 } }, SCORED);
    await quality.look();
    const named = (more: object): Promise<boolean> => declare(quality, "assistant.resolved", more);
    expect(named({ signal: "error_rate" })).rejects.toThrow(
      "the contract of assistant declares the monitor assistant.resolved, of its signal resolved: take another name",
    );
    expect(named({ where: "audience=free" })).rejects.toThrow("leave `where` out to take its place");
    await declare(quality, "free", { where: "audience=free" });
    await quality.look();
    expect(quality.status.map(({ monitor }) => monitor).sort()).toEqual(["assistant.resolved", "free"]);
    await named({});
    await quality.look();
    expect(quality.status.find(({ monitor }) => monitor === "assistant.resolved")?.declared_by).toBe("api");
  });
});
