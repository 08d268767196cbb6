import { describe, expect, test } from "bun:test";
import { manualClock } from "../core/clock.ts";
import { sha256 } from "../core/digest.ts";
import { message, messageEvents, MODEL } from "./fixtures/answers.ts";
import { events, HandFed, json, silent } from "./fixtures/fake-upstream.ts";
import { ask, drain, errorOf, KEY, Rig } from "./fixtures/rig.ts";
import { LINGER_LIMITS } from "./relay.ts";
import { SilenceWatch } from "./silence.ts";

const STREAM = messageEvents().join("");

describe("a streamed answer", () => {
  test("reaches the client byte for byte, and its end only behind its record", async () => {
    const rig = new Rig();
    rig.upstream.will(events(messageEvents()));
    const response = await rig.send(ask({ stream: true }));
    expect(response.headers.get("bellwether-model")).toBe(
      `requested=${MODEL}; contracted=${MODEL}; sent=${MODEL}; announced=${MODEL}`,
    );
    let text = "";
    for await (const chunk of response.body!) {
      text += new TextDecoder().decode(chunk);
      if (text.includes("message_stop")) expect(rig.spool.closes()).toEqual([1]);
    }
    expect(text).toBe(STREAM);
    expect(rig.record()).toMatchObject({ outcome: "complete", model_served: MODEL, finish_reason: "end_turn" });
    expect(rig.isIdle()).toBe(true);
  });

  test("has on its record how long each of its pieces took after the one before", async () => {
    const rig = new Rig();
    rig.upstream.will(events(messageEvents()));
    const response = await rig.send(ask({ stream: true }));
    let pieces = 0;
    for await (const _piece of response.body!) rig.clock.advance(pieces++ === 0 ? 15 : 300);
    const { ms, ...counts } = rig.record().chunk_gaps;
    expect(Object.values(counts).reduce((sum, one) => sum + one, 0)).toBe(messageEvents().length - 1);
    expect([counts["20"], counts["320"], ms]).toEqual([1, pieces - 2, 15 + 300 * (pieces - 2)]);
  });

  test("may hold several messages, all of which are on its record", async () => {
    const rig = new Rig();
    const second = messageEvents().map((one) => one.replace('"msg_1"', '"msg_2"'));
    rig.upstream.will(events([...messageEvents(), ...second]));
    const { text, broken } = await drain(await rig.send(ask({ stream: true })));
    expect([text, broken]).toEqual([STREAM + second.join(""), false]);
    expect(rig.record()).toMatchObject({
      outcome: "complete",
      response: "msg_2",
      output_tokens: 6,
      response_bytes: text.length,
      response_digest: sha256(text),
    });
    expect(rig.isIdle()).toBe(true);
  });

  test("is over soon after its last event, though the upstream does not hang up", async () => {
    const rig = new Rig();
    const stream = new HandFed();
    rig.upstream.will(stream.reaction);
    stream.feed(STREAM);
    const drained = rig.send(ask({ stream: true })).then(drain);
    await rig.timers.elapse(LINGER_LIMITS.ms);
    expect(await drained).toEqual({ text: STREAM, broken: false });
    expect(rig.record()).toMatchObject({ outcome: "complete", finish_reason: "end_turn" });
    expect(stream.cancelled).toBe(true);
    expect(rig.isIdle()).toBe(true);
  });

  test("that ends before its format says so breaks off at the client too", async () => {
    const rig = new Rig();
    rig.upstream.will(events(messageEvents().slice(0, 3)));
    const { text, broken } = await drain(await rig.send(ask({ stream: true })));
    expect(broken).toBe(true);
    expect(STREAM.startsWith(text)).toBe(true);
    expect(rig.record()).toMatchObject({ outcome: "cut", error_code: "upstream_cut" });
    expect(rig.isIdle()).toBe(true);
  });

  test("that ends before its first event is a clean error", async () => {
    const rig = new Rig();
    rig.upstream.will(events([]));
    const response = await rig.send(ask({ stream: true }));
    expect(response.status).toBe(502);
    expect((await errorOf(response)).code).toBe("upstream_cut");
    expect(rig.isIdle()).toBe(true);
  });

  test("whose client goes away ends the upstream's call and is recorded as cancelled", async () => {
    const rig = new Rig();
    const stream = new HandFed();
    rig.upstream.will(stream.reaction);
    const sent = rig.send(ask({ stream: true }));
    stream.feed(messageEvents()[0]!);
    const reader = (await sent).body!.getReader();
    await reader.read();
    await reader.cancel();
    expect(rig.upstream.requests[0]?.signal.aborted).toBe(true);
    expect(rig.record()).toMatchObject({ outcome: "cancelled", error_code: "client_gone" });
    expect(rig.spool.closes()).toEqual([1]);
    expect(rig.isIdle()).toBe(true);
  });

  test("that nobody ever reads is recorded as cancelled when its client has gone", async () => {
    const rig = new Rig();
    const stream = new HandFed();
    rig.upstream.will(stream.reaction);
    const client = new AbortController();
    const sent = rig.send(ask({ stream: true }), {}, { signal: client.signal });
    stream.feed(messageEvents()[0]!);
    await sent;
    client.abort();
    await Promise.resolve();
    expect(rig.record()).toMatchObject({ outcome: "cancelled", error_code: "client_gone" });
    expect(rig.isIdle()).toBe(true);
  });

  test("that is compressed unasked passes as it is, without facts", async () => {
    const rig = new Rig();
    const packed = Bun.gzipSync(STREAM);
    rig.upstream.will(events([packed], { "content-encoding": "gzip" }));
    const response = await rig.send(ask({ stream: true }));
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array(packed));
    expect(rig.record()).toMatchObject({ outcome: "complete", model_served: "" });
  });
});

describe("a client that goes away", () => {
  test("before the upstream was called costs nothing", async () => {
    const rig = new Rig();
    rig.upstream.will(json(message()));
    const client = new AbortController();
    const request = new Request("http://gateway.test/v1/messages", {
      method: "POST",
      headers: { "x-api-key": KEY },
      body: JSON.stringify(ask()),
      signal: client.signal,
    });
    const handled = rig.gateway.handle({
      request,
      route: { format: "anthropic-messages", operation: "generate", upstreamPath: "/v1/messages" },
      path: "/v1/messages",
      query: "",
    });
    client.abort();
    await handled;
    expect(rig.upstream.requests).toEqual([]);
    expect(rig.record()).toMatchObject({ outcome: "cancelled", error_code: "client_gone" });
    expect(rig.reports).toEqual([]);
    expect(rig.isIdle()).toBe(true);
  });

  test("while the upstream thinks ends the call and is recorded as cancelled", async () => {
    const rig = new Rig();
    rig.upstream.will(silent);
    const client = new AbortController();
    const sent = rig.send(ask(), {}, { signal: client.signal });
    while (rig.upstream.requests.length === 0) await Promise.resolve();
    client.abort();
    await sent;
    expect(rig.upstream.requests[0]?.signal.aborted).toBe(true);
    expect(rig.record()).toMatchObject({ outcome: "cancelled", status: 499, error_code: "client_gone" });
    expect(rig.reports).toEqual([]);
    expect(rig.isIdle()).toBe(true);
  });
});

describe("an upstream's silence", () => {
  test("of 310 seconds is borne; of 600 it ends the exchange as timed out", async () => {
    const rig = new Rig();
    rig.upstream.will(silent);
    const sent = rig.send(ask());
    while (rig.upstream.requests.length === 0) await Promise.resolve();
    rig.clock.advance(310_000);
    rig.silence.sweep();
    expect(rig.upstream.requests[0]?.signal.aborted).toBe(false);
    rig.clock.advance(290_000);
    rig.silence.sweep();
    const response = await sent;
    expect(response.status).toBe(504);
    expect(response.headers.get("x-should-retry")).toBe("false");
    expect(rig.record()).toMatchObject({ outcome: "failed", error_code: "upstream_timeout" });
    expect(rig.isIdle()).toBe(true);
  });

  test("in a stream is counted from its last bytes, and breaks the stream off", async () => {
    const rig = new Rig();
    const stream = new HandFed();
    rig.upstream.will(stream.reaction);
    const sent = rig.send(ask({ stream: true }));
    stream.feed(messageEvents()[0]!);
    const reader = (await sent).body!.getReader();
    await reader.read();
    rig.clock.advance(500_000);
    stream.feed(messageEvents()[1]!);
    await reader.read();
    rig.clock.advance(500_000);
    rig.silence.sweep();
    expect(rig.counters.inFlight).toBe(1);
    const next = reader.read().then(
      () => "more",
      () => "broken",
    );
    rig.clock.advance(100_000);
    rig.silence.sweep();
    expect(await next).toBe("broken");
    expect(rig.record()).toMatchObject({ outcome: "cut", error_code: "upstream_timeout" });
    expect(rig.spool.closes()).toEqual([1]);
    expect(rig.isIdle()).toBe(true);
  });

  test("is told once to each listener, and not to those that left", () => {
    const clock = manualClock(0);
    const watch = new SilenceWatch(100, clock.now);
    let told = 0;
    const listener = { heardAt: 0, onSilence: () => told++ };
    watch.watch(listener);
    watch.watch({ heardAt: 0, onSilence: () => (told += 10) })();
    clock.set(99);
    watch.sweep();
    expect(told).toBe(0);
    clock.set(100);
    watch.sweep();
    watch.sweep();
    expect([told, watch.size]).toEqual([1, 0]);
  });
});
