import { describe, expect, test } from "bun:test";
import { event, message, messageEvents, MODEL, OTHER_MODEL } from "./fixtures/answers.ts";
import { events, HandFed, json } from "./fixtures/fake-upstream.ts";
import { ask, contractText, drain, errorOf, KEY, Rig, upstreamConfig } from "./fixtures/rig.ts";
import { HOLD_LIMITS } from "./hold.ts";

const CRITICAL = "safety: { critical: true }\n";

describe("an answer from another model", () => {
  test("whole, is refused with a 409 that no client tries again", async () => {
    const rig = new Rig();
    rig.upstream.will(json(message(OTHER_MODEL)));
    const response = await rig.send(ask());
    expect(response.status).toBe(409);
    expect(response.headers.get("x-should-retry")).toBe("false");
    const error = await errorOf(response);
    expect(error.code).toBe("contract_violated");
    expect(error.message).not.toMatch(/effort|model/i);
    const record = rig.record();
    expect(record).toMatchObject({ outcome: "refused", status: 409, model_served: OTHER_MODEL, delegated: true });
    expect(record.violations).toContain("SERVED_MODEL_MISMATCH");
    expect(rig.isIdle()).toBe(true);
  });

  test("streamed, is refused before a byte of content, and the upstream is told to stop", async () => {
    const rig = new Rig();
    const stream = new HandFed();
    rig.upstream.will(stream.reaction);
    stream.feed(messageEvents(OTHER_MODEL)[0]!);
    const response = await rig.send(ask({ stream: true }));
    expect([response.status, response.headers.get("x-should-retry")]).toEqual([409, "false"]);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(await response.text()).not.toContain("message_start");
    expect(rig.upstream.requests[0]?.signal.aborted).toBe(true);
    expect(rig.record()).toMatchObject({ outcome: "refused", model_served: OTHER_MODEL });
    expect(rig.isIdle()).toBe(true);
  });

  test("told only at the end of a stream, ends it in the format's error event", async () => {
    const rig = new Rig();
    const iterations = [{ type: "fallback_message", model: OTHER_MODEL, input_tokens: 1, output_tokens: 1 }];
    const all = messageEvents(MODEL, iterations);
    rig.upstream.will(events(all));
    const { text, broken } = await drain(await rig.send(ask({ stream: true })));
    expect(broken).toBe(false);
    expect(text).not.toContain("message_stop");
    expect(text.startsWith(all.slice(0, 5).join(""))).toBe(true);
    const last = text.slice(all.slice(0, 5).join("").length);
    expect(last).toMatch(/^event: error\ndata: \{"type":"error",.*\}\n\n$/);
    expect(rig.record()).toMatchObject({ outcome: "refused" });
    expect(rig.spool.closes()).toEqual([1]);
    expect(rig.isIdle()).toBe(true);
  });

  test("passes under observe, streamed too, and is in the record", async () => {
    const rig = new Rig({ contract: contractText("observe") });
    const all = messageEvents(OTHER_MODEL);
    rig.upstream.will(events(all));
    const { text } = await drain(await rig.send(ask({ stream: true })));
    expect(text).toBe(all.join(""));
    expect(rig.record().violations).toEqual(["SERVED_MODEL_MISMATCH"]);
  });

  test("is refused under observe too where the caller demands that nobody else answers", async () => {
    const rig = new Rig({ contract: contractText("observe") });
    rig.upstream.will(json(message(OTHER_MODEL)));
    const response = await rig.send(ask(), { "bellwether-require": "substitution=none" });
    expect([response.status, (await errorOf(response)).code]).toEqual([409, "contract_violated"]);
  });

  test("than the caller asked for is refused where the contract leaves the model to the caller", async () => {
    const rig = new Rig({ contract: contractText("enforce", "", "output: { max_tokens: 100 }") });
    rig.upstream.will(json(message(`${MODEL}-20260115`)), json(message(OTHER_MODEL)));
    expect((await rig.send(ask())).status).toBe(200);
    expect((await rig.send(ask())).status).toBe(409);
  });
});

describe("an answer that changes hands on its way", () => {
  test("ends in an error before anything that the other model says", async () => {
    const rig = new Rig();
    const before = messageEvents().join("");
    rig.upstream.will(events([before, ...messageEvents(OTHER_MODEL, [])]));
    const { text, broken } = await drain(await rig.send(ask({ stream: true })));
    expect(broken).toBe(false);
    expect(text).toMatch(/^event: error\ndata: .*contract/m);
    expect(text).not.toContain(OTHER_MODEL);
    expect(rig.record()).toMatchObject({ outcome: "refused", error_code: "contract_violated", delegated: true });
    expect(rig.isIdle()).toBe(true);
  });

  test("is also one whose later chunks name another model, in the format of OpenAI", async () => {
    const rig = new Rig({ upstreams: [upstreamConfig({ name: "anthropic", kind: "openai" })] });
    const chunk = (model: string, content: string): string =>
      `data: ${JSON.stringify({ id: "c1", model, choices: [{ index: 0, delta: { content } }] })}\n\n`;
    rig.upstream.will(events([chunk(MODEL, "mine"), chunk(OTHER_MODEL, "theirs"), "data: [DONE]\n\n"]));
    const sent = await rig.send(
      { model: MODEL, stream: true, messages: [{ role: "user", content: "Hi" }] },
      { "x-api-key": "", authorization: `Bearer ${KEY}` },
      { path: "/v1/chat/completions" },
    );
    const { text } = await drain(sent);
    expect(text).toStartWith(chunk(MODEL, "mine"));
    expect(text).toContain('"error"');
    expect(text).not.toContain("theirs");
    expect(rig.record().violations).toContain("SERVED_MODEL_MISMATCH");
    expect(rig.isIdle()).toBe(true);
  });

  test("passes where the contract only observes, and the record says so", async () => {
    const rig = new Rig({ contract: contractText("observe") });
    const both = [...messageEvents(), ...messageEvents(OTHER_MODEL)];
    rig.upstream.will(events(both));
    expect(await drain(await rig.send(ask({ stream: true })))).toEqual({ text: both.join(""), broken: false });
    expect(rig.record()).toMatchObject({ outcome: "complete", model_served: OTHER_MODEL });
    expect(rig.record().violations).toContain("SERVED_MODEL_MISMATCH");
  });
});

describe("an answer whose model is not told in time", () => {
  const comment = ": nothing yet\n\n";

  test("is let go, unless the surface is safety-critical", async () => {
    for (const [rest, status] of [
      ["", 200],
      [CRITICAL, 409],
    ] as const) {
      const rig = new Rig({ contract: contractText("enforce", rest) });
      const stream = new HandFed();
      rig.upstream.will(stream.reaction);
      stream.feed(comment);
      const sent = rig.send(ask({ stream: true }));
      await rig.timers.elapse(HOLD_LIMITS.ms);
      const response = await sent;
      expect(response.status).toBe(status);
      if (status === 200) {
        for (const one of messageEvents()) stream.feed(one);
        stream.end();
        expect((await drain(response)).text).toBe(comment + messageEvents().join(""));
      }
      expect(rig.isIdle()).toBe(true);
    }
  });

  test("because its bytes are compressed, is refused where the surface is safety-critical", async () => {
    const rig = new Rig({ contract: contractText("enforce", CRITICAL) });
    rig.upstream.will(events([Bun.gzipSync(messageEvents().join(""))], { "content-encoding": "gzip" }));
    expect((await rig.send(ask({ stream: true }))).status).toBe(409);
    expect(rig.isIdle()).toBe(true);
  });

  test("because an error came in its place, is the provider's own error", async () => {
    const rig = new Rig({ contract: contractText("enforce", CRITICAL) });
    const error = event("error", { error: { type: "overloaded_error", message: "Overloaded" } });
    rig.upstream.will(events([error]));
    const response = await rig.send(ask({ stream: true }));
    expect([response.status, await response.text()]).toEqual([200, error]);
    expect(rig.record()).toMatchObject({ outcome: "failed", error_code: "overloaded_error" });
    expect(rig.isIdle()).toBe(true);
  });
});
