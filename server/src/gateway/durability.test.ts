import { describe, expect, test } from "bun:test";
import { message, messageEvents } from "./fixtures/answers.ts";
import { events, json } from "./fixtures/fake-upstream.ts";
import { ask, contractText, drain, errorOf, Rig } from "./fixtures/rig.ts";

const REQUIRED = contractText("enforce", "provenance: required\n");
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function gate(): { promise: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { promise, open: resolve };
}

describe("a contract that requires a record", () => {
  test("lets no byte out before the open frame is durable", async () => {
    const rig = new Rig({ contract: REQUIRED });
    const { promise, open } = gate();
    rig.spool.slow.set("open", promise);
    rig.upstream.will(events(messageEvents()));
    let answered = false;
    const sent = rig.send(ask({ stream: true })).then((response) => {
      answered = true;
      return response;
    });
    while (rig.upstream.requests.length === 0) await settled();
    await settled();
    expect(answered).toBe(false);
    open();
    expect((await drain(await sent)).text).toBe(messageEvents().join(""));
    expect(rig.spool.frames.map(({ durability }) => durability)).toEqual(["required", "required"]);
  });

  test("lets the event that ends a stream out only when the close frame is durable", async () => {
    const rig = new Rig({ contract: REQUIRED });
    const { promise, open } = gate();
    rig.spool.slow.set("close", promise);
    rig.upstream.will(events(messageEvents()));
    const response = await rig.send(ask({ stream: true }));
    let text = "";
    const reading = (async () => {
      for await (const chunk of response.body!) text += new TextDecoder().decode(chunk);
    })();
    while (!text.includes("message_delta")) await settled();
    for (let i = 0; i < 10; i++) await settled();
    expect(text).not.toContain("message_stop");
    open();
    await reading;
    expect(text).toBe(messageEvents().join(""));
  });

  test("lets a whole answer out only when the close frame is durable", async () => {
    const rig = new Rig({ contract: REQUIRED });
    const { promise, open } = gate();
    rig.spool.slow.set("close", promise);
    rig.upstream.will(json(message()));
    let answered = false;
    const sent = rig.send(ask()).then(() => {
      answered = true;
    });
    while (rig.spool.frames.length < 2) await settled();
    await settled();
    expect(answered).toBe(false);
    open();
    await sent;
  });

  test("is a 503 where the open frame cannot be made durable, and the upstream is told to stop", async () => {
    const rig = new Rig({ contract: REQUIRED });
    rig.spool.broken.add("open");
    rig.upstream.will(events(messageEvents()));
    const response = await rig.send(ask({ stream: true }));
    expect([response.status, (await errorOf(response)).code]).toEqual([503, "record_not_durable"]);
    expect(rig.upstream.requests[0]?.signal.aborted).toBe(true);
    expect(rig.isIdle()).toBe(true);
  });

  test("is a 503 before anything is sent where the open frame cannot be written", async () => {
    const rig = new Rig({ contract: REQUIRED });
    rig.spool.unwritable = true;
    const response = await rig.send(ask());
    expect([response.status, (await errorOf(response)).code]).toEqual([503, "record_not_durable"]);
    expect(rig.upstream.requests).toEqual([]);
    expect(rig.isIdle()).toBe(true);
  });

  test("is a 503 where the close frame of a whole answer cannot be made durable", async () => {
    const rig = new Rig({ contract: REQUIRED });
    rig.spool.broken.add("close");
    rig.upstream.will(json(message()));
    const response = await rig.send(ask());
    expect([response.status, (await errorOf(response)).code]).toEqual([503, "record_not_durable"]);
    expect(rig.isIdle()).toBe(true);
  });

  test("ends a stream in an error event where the close frame cannot be made durable", async () => {
    const rig = new Rig({ contract: REQUIRED });
    rig.spool.broken.add("close");
    rig.upstream.will(events(messageEvents()));
    const { text, broken } = await drain(await rig.send(ask({ stream: true })));
    const before = messageEvents().slice(0, 5).join("");
    expect(broken).toBe(false);
    expect(text.startsWith(before)).toBe(true);
    expect(text.slice(before.length)).toStartWith("event: error\n");
    expect(text).not.toContain("message_stop");
    expect(rig.isIdle()).toBe(true);
  });

  test("breaks bytes off that have no place for an error event", async () => {
    const rig = new Rig({ contract: REQUIRED });
    rig.spool.broken.add("close");
    rig.upstream.will(json({ input_tokens: 12 }));
    const { text, broken } = await drain(await rig.send(ask(), {}, { path: "/v1/messages/count_tokens" }));
    expect(broken).toBe(true);
    expect(text).not.toContain("error");
    expect(rig.isIdle()).toBe(true);
  });

  test("is a 503 before anything is sent where the spool is full", async () => {
    const rig = new Rig({ contract: REQUIRED });
    rig.spool.full = true;
    const response = await rig.send(ask());
    expect([response.status, (await errorOf(response)).code]).toEqual([503, "spool_full"]);
    expect(response.headers.get("retry-after")).toBe("5");
    expect(rig.upstream.requests).toEqual([]);
    expect(rig.counters.unrecorded).toBe(1);
    expect(rig.isIdle()).toBe(true);
  });
});

describe("a contract that does not require a record", () => {
  test("is served where the spool is full, and what is not recorded is counted", async () => {
    const rig = new Rig();
    rig.spool.full = true;
    rig.upstream.will(json(message()));
    expect((await rig.send(ask())).status).toBe(200);
    expect(rig.counters.unrecorded).toBe(1);
    expect(rig.isIdle()).toBe(true);
  });

  test("counts an exchange that was refused and could not be recorded once", async () => {
    const rig = new Rig();
    rig.spool.full = true;
    await rig.send(ask({ model: "another" }));
    expect(rig.counters.unrecorded).toBe(1);
  });

  test("is served where a frame cannot be written", async () => {
    const rig = new Rig();
    rig.spool.broken.add("open").add("close");
    rig.upstream.will(events(messageEvents()));
    expect((await drain(await rig.send(ask({ stream: true })))).text).toBe(messageEvents().join(""));
    expect(rig.isIdle()).toBe(true);
  });
});

describe("a safety-critical surface", () => {
  const CRITICAL = contractText("enforce", "safety: { critical: true }\n");

  test("begins no conversation on news that is too old", async () => {
    const rig = new Rig({ contract: CRITICAL, snapshotAge: 25 * 3_600_000 });
    const response = await rig.send(ask());
    expect([response.status, (await errorOf(response)).code]).toEqual([503, "not_ready"]);
    expect(rig.record().outcome).toBe("refused");
  });

  test("begins one on news that is fresh enough", async () => {
    const rig = new Rig({ contract: CRITICAL, snapshotAge: 23 * 3_600_000 });
    rig.upstream.will(json(message()));
    expect((await rig.send(ask())).status).toBe(200);
  });
});
