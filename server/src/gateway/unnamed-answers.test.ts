import { describe, expect, test } from "bun:test";
import { brotliCompressSync } from "node:zlib";
import { message, messageEvents, MODEL, OTHER_MODEL } from "./fixtures/answers.ts";
import { events, json, streamOf } from "./fixtures/fake-upstream.ts";
import { ask, contractText, errorOf, KEY, Rig, upstreamConfig } from "./fixtures/rig.ts";

const CRITICAL = "safety: { critical: true }\n";
const MODES = ["verify", "enforce"];

const { model: _model, ...nameless } = message();
/** What came in the place of a whole message. */
const UNNAMED: readonly [what: string, body: unknown][] = [
  ["leaves the model out", nameless],
  ["has null in its place", { ...nameless, model: null }],
  ["has an empty text in its place", { ...nameless, model: "" }],
  ["has a number in its place", { ...nameless, model: 46 }],
  ["is an empty object", {}],
  ["is no document at all", "Hello."],
  ["is empty", ""],
];

/** An answer in the format of OpenAI. */
const completion = (parts: Record<string, unknown>): Record<string, unknown> => ({
  id: "c1",
  object: "chat.completion",
  choices: [{ index: 0, message: { role: "assistant", content: "Hello." }, finish_reason: "stop" }],
  ...parts,
});

describe.each(UNNAMED)("a whole answer that %s", (_what, body) => {
  test.each(MODES)("is refused under %s where the surface is safety-critical", async (mode) => {
    const rig = new Rig({ contract: contractText(mode, CRITICAL) });
    rig.upstream.will(json(body));
    const response = await rig.send(ask());
    expect([response.status, response.headers.get("x-should-retry")]).toEqual([409, "false"]);
    expect((await errorOf(response)).code).toBe("contract_violated");
    expect(rig.record()).toMatchObject({
      outcome: "refused",
      status: 409,
      upstream_status: 200,
      model_served: "",
      error_code: "contract_violated",
      response_bytes: 0,
    });
    expect(rig.isIdle()).toBe(true);
  });

  test.each(["observe", ...MODES])("passes as it is under %s elsewhere, and the record names nobody", async (mode) => {
    const rig = new Rig({ contract: contractText(mode) });
    rig.upstream.will(json(body));
    const response = await rig.send(ask());
    const text = typeof body === "string" ? body : JSON.stringify(body);
    expect([response.status, await response.text()]).toEqual([200, text]);
    expect(rig.record()).toMatchObject({ status: 200, model_served: "", response_bytes: text.length });
    expect(rig.isIdle()).toBe(true);
  });
});

describe("a safety-critical surface", () => {
  test("refuses an answer in OpenAI's format that names no model, and passes one that does", async () => {
    const contract = contractText("enforce", CRITICAL);
    const rig = new Rig({ contract, upstreams: [upstreamConfig({ name: "anthropic", kind: "openai" })] });
    rig.upstream.will(json(completion({})), json(completion({ model: MODEL })));
    const send = (): Promise<Response> =>
      rig.send(
        { model: MODEL, messages: [{ role: "user", content: "Hi" }] },
        { "x-api-key": "", authorization: `Bearer ${KEY}` },
        { path: "/v1/chat/completions" },
      );
    const refused = await send();
    expect([refused.status, await refused.text()]).toEqual([409, expect.not.stringContaining("Hello.")]);
    expect((await send()).status).toBe(200);
    expect(rig.isIdle()).toBe(true);
  });

  test("refuses an answer that is compressed so that nobody can read who gave it", async () => {
    const rig = new Rig({ contract: contractText("enforce", CRITICAL) });
    const packed = brotliCompressSync(JSON.stringify(message()));
    const headers = new Headers({ "content-type": "application/json", "content-encoding": "br" });
    rig.upstream.will(() => ({ status: 200, headers, body: streamOf([packed]) }));
    expect((await rig.send(ask())).status).toBe(409);
    expect(rig.isIdle()).toBe(true);
  });

  test("passes an error of the provider on, though it names no model", async () => {
    const error = { type: "error", error: { type: "overloaded_error", message: "Overloaded" } };
    for (const status of [200, 400, 529]) {
      const rig = new Rig({ contract: contractText("enforce", CRITICAL) });
      rig.upstream.will(json(error, status));
      const response = await rig.send(ask());
      expect([response.status, await response.json()]).toEqual([status, error]);
      expect(rig.record()).toMatchObject({ outcome: "failed", error_code: "overloaded_error" });
      expect(rig.isIdle()).toBe(true);
    }
  });

  test("passes a count of tokens on, which no model answers", async () => {
    const rig = new Rig({ contract: contractText("enforce", CRITICAL) });
    rig.upstream.will(json({ input_tokens: 3 }));
    const response = await rig.send(ask(), {}, { path: "/v1/messages/count_tokens" });
    expect([response.status, await response.json()]).toEqual([200, { input_tokens: 3 }]);
    expect(rig.isIdle()).toBe(true);
  });

  test("may be one for an audience alone: then it fails closed for that audience alone", async () => {
    const contract = contractText("enforce", "audiences: { clinic: { safety: { critical: true } } }\n");
    for (const [audience, status] of [
      ["clinic", 409],
      ["school", 200],
    ] as const) {
      const rig = new Rig({ contract, key: { audience } });
      rig.upstream.will(json(nameless));
      expect([audience, (await rig.send(ask())).status]).toEqual([audience, status]);
      expect(rig.isIdle()).toBe(true);
    }
  });

  test("may be one for an audience alone in streams too, and so may be the mode", async () => {
    const critical = contractText("enforce", "audiences: { clinic: { safety: { critical: true } } }\n");
    const enforced = contractText("observe", "audiences: { clinic: { mode: enforce } }\n");
    const unreadable = events([Bun.gzipSync(messageEvents().join(""))], { "content-encoding": "gzip" });
    for (const [contract, reaction] of [
      [critical, unreadable],
      [enforced, events(messageEvents(OTHER_MODEL))],
    ] as const) {
      for (const [audience, status] of [
        ["clinic", 409],
        ["school", 200],
      ] as const) {
        const rig = new Rig({ contract, key: { audience } });
        rig.upstream.will(reaction);
        const response = await rig.send(ask({ stream: true }));
        await response.arrayBuffer();
        expect([audience, response.status]).toEqual([audience, status]);
        expect(rig.record().mode).toBe(contract === enforced && audience === "school" ? "observe" : "enforce");
        expect(rig.isIdle()).toBe(true);
      }
    }
  });
});
