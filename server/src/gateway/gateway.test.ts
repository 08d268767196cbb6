import { describe, expect, test } from "bun:test";
import { isId } from "../core/id.ts";
import { message, MODEL } from "./fixtures/answers.ts";
import { json, streamOf, unreachable } from "./fixtures/fake-upstream.ts";
import { ask, contractText, errorOf, KEY, Rig, START, TEST_KEY, upstreamConfig } from "./fixtures/rig.ts";

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

  test("is not said to have been asked with what its format has no place for", async () => {
    const contract = contractText("enforce", "", "reasoning: { effort: high, thinking: adaptive }");
    const rig = new Rig({ contract, upstreams: [upstreamConfig({ name: "openai", kind: "openai" })] });
    rig.upstream.will(json({ model: MODEL, choices: [] }));
    await rig.send(
      { model: MODEL, messages: [{ role: "user", content: "Hi" }] },
      { "x-api-key": "", authorization: `Bearer ${KEY}` },
      { path: "/v1/chat/completions" },
    );
    const { effort_sent, thinking_contracted, thinking_sent } = rig.record();
    expect([effort_sent, thinking_contracted, thinking_sent]).toEqual(["high", "adaptive", ""]);
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
