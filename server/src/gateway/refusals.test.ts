import { describe, expect, test } from "bun:test";
import { isId } from "../core/id.ts";
import { message, MODEL, OTHER_MODEL } from "./fixtures/answers.ts";
import { bodyOf, json } from "./fixtures/fake-upstream.ts";
import { ask, contractText, errorOf, Rig, upstreamConfig } from "./fixtures/rig.ts";

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
    const rest = `"max_tokens":1,"messages":[{"role":"user","content":"x"}]`;
    for (const [members, named] of [
      [`"model":"${MODEL}","model":"${OTHER_MODEL}"`, "model"],
      [`"model":"${MODEL}","output_config":{"effort":"high","effort":"low"}`, "output_config.effort"],
    ] as const) {
      const refused = await new Rig().send(`{${members},${rest}}`);
      const { code, message } = await errorOf(refused);
      expect([refused.status, code]).toEqual([409, "body_ambiguous"]);
      expect(message).toContain(`says ${named} twice`);
    }
  });

  test("a path that readers differ on is refused in the format that it means, and recorded", async () => {
    const rig = new Rig({ settings: { unknownPaths: "pass_and_record" } });
    const refused = await rig.send(ask(), {}, { path: "//v1/messages" });
    expect(refused.headers.get("request-id")).toBe(rig.record().exchange);
    expect([refused.status, (await errorOf(refused)).code]).toEqual([403, "route_refused"]);
    expect(rig.upstream.requests).toEqual([]);
    expect(rig.record()).toMatchObject({ outcome: "refused", error_code: "route_refused" });
  });
});
