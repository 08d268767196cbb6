import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { noticeBetween } from "../../contract/fixtures/notices.ts";
import { versionOf } from "../../contract/diff/rule-suite.ts";
import type { Notice } from "../../contract/notices/notice.ts";
import { MemoryControlStore } from "../../control/fixtures/memory-stores.ts";
import { COURIER_PACE, WebhookCourier } from "../../control/webhook-courier.ts";
import { verifyBody } from "../../control/webhook-signature.ts";
import { manualClock } from "../../core/clock.ts";
import { webhookSender } from "./webhook-sender.ts";

interface Received {
  readonly id: string;
  readonly body: string;
  readonly signature: string;
}

const SECRET = "a secret of both sides";
let store: MemoryControlStore;
let clock: ReturnType<typeof manualClock>;
let received: Received[];
let leads: boolean;
let reports: string[];
let answer: (received: Received) => Response | Promise<Response>;
let server: ReturnType<typeof Bun.serve>;
let couriers: WebhookCourier[];

beforeEach(() => {
  store = new MemoryControlStore();
  clock = manualClock(Date.parse("2026-03-04T05:06:07Z"));
  [received, leads, reports, couriers] = [[], true, [], []];
  answer = () => new Response("thank you");
  server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 10,
    fetch: async (request) => {
      const header = (name: string): string => request.headers.get(name) ?? "";
      const one = {
        id: header("bellwether-notice"),
        body: await request.text(),
        signature: header("bellwether-signature"),
      };
      received.push(one);
      return answer(one);
    },
  });
});
afterEach(async () => {
  for (const courier of couriers) await courier.stop();
  await server.stop(true);
});

const courier = (patienceMs?: number): WebhookCourier => {
  const made = new WebhookCourier({
    store,
    leadership: {
      get leads() {
        return leads;
      },
    },
    send: webhookSender(() => `http://127.0.0.1:${server.port}/hook`, patienceMs),
    secret: () => SECRET,
    clock,
    // Time passes by `later` alone.
    after: () => () => undefined,
    report: (what) => reports.push(what),
  });
  couriers.push(made);
  return made;
};

/** Registers notices that are owed. */
const owe = async (...efforts: readonly string[]): Promise<readonly Notice[]> => {
  const made = efforts.map((effort, index) => {
    const of = (value: string, version: string) =>
      versionOf(`model: { id: m }\nreasoning: { effort: ${value} }`, version);
    const notice = noticeBetween(of("max", "1.0.0"), of(effort, `${index + 2}.0.0`));
    if (notice === undefined) throw new Error("there is a notice");
    return notice;
  });
  for (const notice of made) {
    const audit = { at: clock.now(), actor: "ann", action: "contract.register", subject: "helper", detail: "{}" };
    const insertDeliveries = [{ notice: notice.id, owedAt: clock.now() }];
    await store.apply({ audit, insertNotices: [notice], insertDeliveries });
  }
  return made;
};
const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  for (let tries = 0; !(await holds()); tries++) {
    if (tries > 1_000) throw new Error(`it never came: ${JSON.stringify({ received, reports })}`);
    await Bun.sleep(5);
  }
};
const owedIds = async (): Promise<readonly string[]> => (await store.owedDeliveries()).map(({ notice }) => notice);
const settled = async (): Promise<boolean> => (await owedIds()).length === 0;
const idsReceived = (): readonly string[] => received.map(({ id }) => id);

describe("a webhook", () => {
  test("is told of each notice in order, signed, and once", async () => {
    const made = await owe("high", "low");
    courier().start();
    await until(settled);
    expect(idsReceived()).toEqual(made.map(({ id }) => id));
    const [first] = received;
    const seconds = Math.floor(clock.now() / 1000);
    expect(verifyBody(SECRET, first?.signature ?? "", first?.body ?? "", seconds)).toBe(true);
    expect(JSON.parse(first?.body ?? "")).toMatchObject({
      id: made[0]?.id ?? "",
      type: "notice.registered",
      notice: { surface: "helper", to: "2.0.0" },
    });
    expect((await store.audit(1))[0]).toMatchObject({ action: "notice.deliver", subject: made[1]?.id ?? "" });
    // After a restart nothing is owed any more.
    const again = courier();
    again.start();
    again.wake();
    await again.stop();
    expect(received.length).toBe(2);
  });

  test("that fails first gets it later, and nothing else meanwhile", async () => {
    const made = await owe("high", "low", "minimal");
    answer = () => new Response(null, { status: 503 });
    const one = courier();
    one.start();
    await until(() => received.length === 1 && one.trouble !== undefined);
    for (let n = 0; n < 20; n++) one.wake();
    // Another start tries once, and no more.
    const two = courier();
    two.start();
    await until(() => received.length === 2 && two.trouble !== undefined);
    expect(idsReceived()).toEqual([made[0]?.id, made[0]?.id] as string[]);
    answer = () => new Response(null, { status: 204 });
    clock.advance(COURIER_PACE.firstBackoffMs);
    two.wake();
    await until(settled);
    expect(idsReceived().slice(2)).toEqual(made.map(({ id }) => id));
    expect([two.trouble, reports.length]).toEqual([undefined, 2]);
  });

  test("that is slow counts as failed, and gets it again under the same id", async () => {
    const [notice] = await owe("low");
    let slow = true;
    answer = async () => {
      if (slow) await Bun.sleep(2_000);
      return new Response(null, { status: 200 });
    };
    const one = courier(50);
    one.start();
    await until(() => one.trouble !== undefined);
    expect(await owedIds()).toEqual([notice?.id ?? ""]);
    slow = false;
    clock.advance(COURIER_PACE.firstBackoffMs);
    one.wake();
    await until(settled);
    expect(idsReceived()).toEqual([notice?.id, notice?.id] as string[]);
  });

  test("that refuses one gets the others, and is asked less and less often, until it is given up", async () => {
    const made = await owe("high", "low");
    answer = ({ id }) => new Response(null, { status: id === made[0]?.id ? 422 : 200 });
    const one = courier();
    one.start();
    await until(async () => received.length === 2 && (await owedIds()).length === 1);
    expect(one.trouble).toBe("it answered with status 422");
    expect(idsReceived()).toEqual(made.map(({ id }) => id));
    clock.advance(COURIER_PACE.firstBackoffMs);
    one.wake();
    await until(() => received.length === 3);
    clock.advance(COURIER_PACE.firstBackoffMs);
    one.wake();
    await one.stop();
    expect(received.length).toBe(3);
    clock.advance(COURIER_PACE.patienceMs);
    courier().start();
    await until(settled);
    expect(JSON.parse((await store.audit(1))[0]?.detail ?? "")).toMatchObject({ outcome: "given_up" });
    expect(reports.at(-1)).toContain("any more");
  });

  test("is told by the leader alone, from the moment on at which it leads", async () => {
    await owe("low");
    leads = false;
    const one = courier();
    one.start();
    one.wake();
    await one.stop();
    expect(received).toEqual([]);
    leads = true;
    courier().start();
    await until(settled);
    expect(received.length).toBe(1);
  });

  test("that sends somewhere else is not followed", async () => {
    await owe("low");
    answer = () => Response.redirect(`http://127.0.0.1:${server.port}/other`, 307);
    const one = courier();
    one.start();
    await until(() => one.trouble !== undefined);
    expect([received.length, (await owedIds()).length]).toEqual([1, 1]);
  });

  test("is still owed what was under way when control stopped", async () => {
    await owe("low");
    answer = async () => {
      await Bun.sleep(60_000);
      return new Response();
    };
    const one = courier();
    one.start();
    await until(() => received.length === 1);
    await one.stop();
    expect((await owedIds()).length).toBe(1);
  });
});
