import { describe, expect, test } from "bun:test";
import { manualClock } from "../core/clock.ts";
import { isId } from "../core/id.ts";
import { message, messageEvents, MODEL, OTHER_MODEL } from "./fixtures/answers.ts";
import { bodyOf, events, HandFed, json, silent, streamOf, unreachable } from "./fixtures/fake-upstream.ts";
import { ask, contractText, drain, errorOf, KEY, Rig, START, TEST_KEY, upstreamConfig } from "./fixtures/rig.ts";
import { SilenceWatch } from "./silence.ts";

const STREAM = messageEvents().join("");

describe("a whole answer", () => {
  test("reaches the client byte for byte, with its provenance in the headers", async () => {
    const rig = new Rig();
    const text = `${JSON.stringify(message(), undefined, 1)} \n`;
    rig.upstream.will(json(text, 200, { "request-id": "req_9" }));
    const response = await rig.send(ask());
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(text);
    const header = (name: string): string | null => response.headers.get(`bellwether-${name}`);
    expect(isId(header("exchange") ?? "")).toBe(true);
    expect(header("contract")).toBe("helper@1.0.0");
    expect(header("contract-digest")).toStartWith("sha256:");
    expect(header("role")).toBe("main");
    expect(header("model")).toBe(`requested=${MODEL}; contracted=${MODEL}; sent=${MODEL}; served=${MODEL}`);
    expect(header("effort")).toBe("requested=unset; contracted=undeclared; sent=unset");
    expect(header("delegation")).toBe("none");
    expect(header("cache")).toBe("provider; read=4; write=0");
    expect(header("violations")).toBeNull();
  });

  test("is recorded before the client has it", async () => {
    const rig = new Rig();
    rig.upstream.will(json(message(), 200, { "request-id": "req_9" }));
    await rig.send(ask(), { "bellwether-build": "b1", "bellwether-session": "s1" });
    const record = rig.record();
    expect(record).toMatchObject({
      outcome: "complete",
      status: 200,
      tenant: "acme",
      key: "key_1",
      surface: "helper",
      version: "1.0.0",
      session: "s1",
      session_source: "header",
      turn: 1,
      build: "b1",
      model_requested: MODEL,
      model_sent: MODEL,
      model_served: MODEL,
      model_source: "observed",
      input_tokens: 14,
      output_tokens: 3,
      upstream: "anthropic",
      upstream_status: 200,
      upstream_request: "req_9",
      attempts_count: 1,
      synthetic: false,
      received_at: START,
      snapshot: 7,
    });
    expect(rig.spool.frames.map(({ kind }) => kind)).toEqual(["open", "close"]);
    expect(rig.isIdle()).toBe(true);
  });

  test("that the upstream cut in the middle is no answer, and is recorded as cut", async () => {
    const rig = new Rig();
    const half = new TextEncoder().encode('{"id": "msg_1", "content": [');
    rig.upstream.will(() => ({
      status: 200,
      headers: new Headers({ "content-type": "application/json" }),
      body: streamOf([half], new Error("ECONNRESET")),
    }));
    const response = await rig.send(ask());
    expect(response.status).toBe(502);
    expect((await errorOf(response)).code).toBe("upstream_cut");
    expect(rig.record()).toMatchObject({ outcome: "cut", error_code: "upstream_cut" });
    expect(rig.reports).toEqual([]);
    expect(rig.isIdle()).toBe(true);
  });

  test("of a provider's error passes with its own status and body", async () => {
    const rig = new Rig();
    const error = { type: "error", error: { type: "overloaded_error", message: "Overloaded" } };
    rig.upstream.will(json(error, 529));
    const response = await rig.send(ask());
    expect([response.status, await response.json()]).toEqual([529, error]);
    expect(rig.record()).toMatchObject({ outcome: "failed", status: 529, error_code: "overloaded_error" });
  });

  test("without a body passes, and nothing is left behind when its record cannot be written", async () => {
    const rig = new Rig({ contract: contractText("enforce", "provenance: required\n") });
    rig.upstream.will(() => ({ status: 204, headers: new Headers(), body: null }));
    rig.spool.broken.add("close");
    const response = await rig.send("", {}, { path: "/v1/models", method: "GET" });
    expect(response.status).toBe(503);
    expect(rig.counters.inFlight).toBe(0);
    expect(rig.silence.size).toBe(0);
  });
});

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

describe("what is refused", () => {
  test("is recorded too, with who asked and what for", async () => {
    const rig = new Rig();
    const response = await rig.send(ask({ model: OTHER_MODEL }));
    expect(response.status).toBe(409);
    expect(response.headers.get("x-should-retry")).toBe("false");
    expect(rig.upstream.requests).toEqual([]);
    expect(rig.record()).toMatchObject({ outcome: "refused", status: 409, model_requested: OTHER_MODEL });
    expect(rig.record().violations).toContain("MODEL_MISMATCH");
    expect(response.headers.get("bellwether-violations")).toContain("MODEL_MISMATCH");
    expect(rig.isIdle()).toBe(true);
  });

  test("names no field of the request, at whose name clients would drop it and try again", async () => {
    const response = await new Rig().send(ask({ model: OTHER_MODEL }));
    const { message } = await errorOf(response);
    expect(message).not.toMatch(/effort|thinking|context_management|max_tokens|temperature|betas?\b/i);
  });

  test("for a demand that cannot be met is a 412", async () => {
    const rig = new Rig();
    const response = await rig.send(ask(), { "bellwether-require": "region=eu" });
    expect([response.status, (await errorOf(response)).code]).toEqual([412, "requirement_unmet"]);
    expect(rig.record().outcome).toBe("refused");
  });

  test("for a body that cannot be read is recorded with its contract", async () => {
    const rig = new Rig();
    const response = await rig.send('{"model": ');
    expect([response.status, (await errorOf(response)).code]).toEqual([400, "body_malformed"]);
    expect(rig.record()).toMatchObject({ outcome: "refused", surface: "helper", error_code: "body_malformed" });
    expect(rig.isIdle()).toBe(true);
  });

  test("without a key is no exchange of anybody's: nothing is recorded", async () => {
    const rig = new Rig();
    const response = await rig.send(ask(), { "x-api-key": "" });
    expect([response.status, (await errorOf(response)).code]).toEqual([401, "key_missing"]);
    expect(rig.spool.frames).toEqual([]);
    expect(isId(response.headers.get("bellwether-exchange") ?? "")).toBe(true);
    expect(rig.isIdle()).toBe(true);
  });

  test("on a path that nobody knows is refused, unless the operator lets it pass", async () => {
    const strict = new Rig();
    const refused = await strict.send("{}", {}, { path: "/v1/files" });
    expect([refused.status, (await errorOf(refused)).code]).toEqual([403, "route_refused"]);
    const rig = new Rig({ settings: { unknownPaths: "pass_and_record" } });
    rig.upstream.will(json({ ok: true }));
    const passed = await rig.send("{}", {}, { path: "/v1/files?a=1" });
    expect([passed.status, await passed.text()]).toEqual([200, '{"ok":true}']);
    expect(rig.upstream.requests[0]?.url).toBe("http://upstream.test/v1/files?a=1");
    expect(rig.record()).toMatchObject({ operation: "other", path: "/v1/files", outcome: "complete" });
    expect(rig.isIdle()).toBe(true);
  });

  test("while the gateway goes down, or has heard of no snapshot, may be tried again", async () => {
    const rig = new Rig();
    rig.gateway.drain();
    const draining = await rig.send(ask());
    const early = await new Rig({ noSnapshot: true }).send(ask());
    for (const response of [draining, early]) {
      expect(response.status).toBe(503);
      expect(response.headers.get("retry-after")).toBe("1");
      expect(response.headers.get("x-should-retry")).toBe("true");
    }
    expect((await errorOf(draining)).code).toBe("draining");
    expect((await errorOf(early)).code).toBe("not_ready");
  });

  test("of an OpenAI client comes in OpenAI's envelope", async () => {
    const rig = new Rig({ upstreams: [upstreamConfig({ name: "openai", kind: "openai" })] });
    const response = await rig.send(
      { model: "m", messages: [] },
      { "x-api-key": "", authorization: "Bearer nonsense" },
      { path: "/v1/chat/completions" },
    );
    const body = (await response.json()) as { error: Record<string, unknown> };
    expect(response.status).toBe(401);
    expect(Object.keys(body.error).sort()).toEqual(["code", "message", "param", "type"]);
  });
});

describe("modes", () => {
  test("observe lets a departure pass, changed by nothing, and records it", async () => {
    const rig = new Rig({ contract: contractText("observe") });
    rig.upstream.will(json(message(OTHER_MODEL)));
    const body = JSON.stringify(ask({ model: OTHER_MODEL }));
    const response = await rig.send(body);
    expect(response.status).toBe(200);
    expect(new TextDecoder().decode(rig.upstream.requests[0]?.body)).toBe(body);
    expect(rig.record().violations).toContain("MODEL_MISMATCH");
    expect(rig.record().violations).toContain("SERVED_MODEL_MISMATCH");
    expect(rig.record().outcome).toBe("complete");
  });

  test("verify refuses a departure and fills nothing in", async () => {
    const contract = contractText("verify", "", `model: { id: ${MODEL} }\n    sampling: { temperature: 1 }`);
    const rig = new Rig({ contract });
    rig.upstream.will(json(message()));
    expect((await rig.send(ask({ model: OTHER_MODEL }))).status).toBe(409);
    const body = JSON.stringify(ask());
    expect((await rig.send(body)).status).toBe(200);
    expect(new TextDecoder().decode(rig.upstream.requests[0]?.body)).toBe(body);
  });

  test("enforce fills in what the client left out, and says so", async () => {
    const role = `model: { id: ${MODEL} }\n    reasoning: { effort: high }`;
    const rig = new Rig({ contract: contractText("enforce", "", role) });
    rig.upstream.will(json(message()));
    const response = await rig.send(ask());
    expect(bodyOf(rig.upstream.requests[0])).toMatchObject({ output_config: { effort: "high" } });
    expect(response.headers.get("bellwether-effort")).toBe("requested=unset; contracted=high; sent=high");
    expect(rig.record()).toMatchObject({ effort_requested: "", effort_contracted: "high", effort_sent: "high" });
    expect(rig.record().sent_digest).toStartWith("sha256:");
  });

  test("a key that stands twice in a body is refused where the contract is held to", async () => {
    const twice = `{"model":"${MODEL}","model":"${OTHER_MODEL}","max_tokens":1,"messages":[{"role":"user","content":"x"}]}`;
    const refused = await new Rig().send(twice);
    expect([refused.status, (await errorOf(refused)).code]).toEqual([409, "body_ambiguous"]);
  });
});

describe("traffic that is not real", () => {
  test("of a test key, or to a lab, is marked whatever it asks for", async () => {
    const byKey = new Rig();
    byKey.upstream.will(json({ data: [] }));
    await (await byKey.send("", { "x-api-key": TEST_KEY }, { path: "/v1/models", method: "GET" })).text();
    expect(byKey.record().synthetic).toBe(true);
    const toLab = new Rig({ upstreams: [upstreamConfig({ lab: true, key: "none" })] });
    toLab.upstream.will(json({ data: [] }));
    await (await toLab.send("", {}, { path: "/v1/models", method: "GET" })).text();
    expect(toLab.record().synthetic).toBe(true);
  });

  test("that was refused before its upstream was known is marked by its key", async () => {
    const rig = new Rig();
    await rig.send("{", { "x-api-key": TEST_KEY });
    expect(rig.record()).toMatchObject({ outcome: "refused", synthetic: true });
  });
});

describe("an upstream that cannot be reached", () => {
  test("is a 502 that names the attempts in the record", async () => {
    const rig = new Rig();
    rig.upstream.will(unreachable(false));
    const response = await rig.send(ask());
    expect([response.status, (await errorOf(response)).code]).toEqual([502, "upstream_unreachable"]);
    expect(rig.record()).toMatchObject({ outcome: "failed", attempts_count: 3 });
    expect(rig.isIdle()).toBe(true);
  });
});
