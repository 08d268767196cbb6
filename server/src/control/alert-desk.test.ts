import { describe, expect, test } from "bun:test";
import { manualClock } from "../core/clock.ts";
import type { Alert } from "../quality/alerts/alert.ts";
import { type AlertChannel, AlertDesk } from "./alert-desk.ts";
import { MemoryControlStore } from "./fixtures/memory-stores.ts";
import { verifyBody } from "./webhook-signature.ts";
import type { WebhookRequest } from "./webhook-courier.ts";

const ALERT: Alert = {
  fingerprint: "resolved/resolved/down/all units/1",
  labels: {
    monitor: "resolved",
    surface: "assistant",
    signal: "resolved",
    kind: "level",
    severity: "critical",
    cohort: "all units",
    layer: "product",
  },
  summary: "assistant: resolved fell",
  facts: [],
  since: 0,
  command: "bellwether doctor",
  evidence: "",
};

/** A desk with one channel, whose receiver answers as it is told to. */
function deskWith(answer: () => number, store = new MemoryControlStore(), clock = manualClock(1_000_000)) {
  const requests: WebhookRequest[] = [];
  const reports: string[] = [];
  const channel: AlertChannel = {
    kind: "webhook",
    secret: () => "shared",
    send: (request) => {
      requests.push(request);
      const status = answer();
      return status === 0 ? Promise.reject(new Error("no answer in time")) : Promise.resolve(status);
    },
  };
  const desk = new AlertDesk({
    store,
    clock,
    channels: new Map([["ops", channel]]),
    rules: [{ name: "all", match: {}, to: ["ops"], groupBy: ["surface"], waitMs: 0, repeatMs: 3_600_000 }],
    report: (what) => reports.push(what),
  });
  return { desk, requests, reports, store, clock };
}

describe("the desk of alerts", () => {
  test("signs what it sends, and notes it in the log before and after", async () => {
    const { desk, requests, store, clock } = deskWith(() => 204);
    await desk.raise(ALERT);
    await desk.raise(ALERT);
    await desk.tell();
    await desk.tell();
    expect(requests).toHaveLength(1);
    const [request] = requests;
    expect(
      verifyBody("shared", request?.headers["bellwether-signature"] ?? "", request?.body ?? "", clock.now() / 1000),
    ).toBe(true);
    const actions = (await store.auditAfter(0, 100)).map(({ action, subject }) => `${action} ${subject}`);
    expect(actions).toEqual([`alert.open ${ALERT.fingerprint}`, "alert.tell all to ops"]);
  });

  test("tries a receiver that is away again, less and less often, and reports it once", async () => {
    let status = 0;
    const { desk, requests, reports, clock } = deskWith(() => status);
    await desk.raise(ALERT);
    for (let second = 0; second < 60; second++) {
      await desk.tell();
      clock.advance(1_000);
    }
    expect(requests.length).toBeLessThan(8);
    expect([reports.length, Object.keys(desk.troubles)]).toEqual([1, ["ops"]]);
    status = 200;
    clock.advance(600_000);
    await desk.tell();
    expect(desk.troubles).toEqual({});
    expect(desk.alerts[0]?.told.size).toBe(1);
  });

  test("knows after a restart what is open and what was told, and tells what was not", async () => {
    const store = new MemoryControlStore();
    const before = deskWith(() => 500, store);
    await before.desk.raise(ALERT);
    await before.desk.tell();
    const after = deskWith(() => 200, store);
    await after.desk.recall();
    await after.desk.tell();
    expect(after.requests).toHaveLength(1);
    const later = deskWith(() => 200, store);
    await later.desk.recall();
    await later.desk.tell();
    expect([later.requests.length, later.desk.alerts.length]).toEqual([0, 1]);
    await later.desk.resolve("resolved/");
    await later.desk.tell();
    expect(JSON.parse(later.requests[0]?.body ?? "{}").type).toBe("alert.resolved");
  });

  test("holds back by a silence that outlives a restart, until somebody ends it", async () => {
    const store = new MemoryControlStore();
    const { desk, clock } = deskWith(() => 200, store);
    await desk.silence(
      { id: "s1", match: { surface: "assistant" }, until: clock.now() + 1e9, by: "key_1", reason: "known" },
      "key_1",
    );
    const again = deskWith(() => 200, store);
    await again.desk.recall();
    await again.desk.raise(ALERT);
    await again.desk.tell();
    expect([again.requests.length, again.desk.silences.length]).toEqual([0, 1]);
    await again.desk.unsilence("s1", "key_1");
    await again.desk.tell();
    expect(again.requests).toHaveLength(1);
    expect(again.desk.unsilence("s1", "key_1")).rejects.toThrow("no silence s1 that holds");
  });
});
