import { describe, expect, test } from "bun:test";
import type { UpstreamConfig } from "../config/config.ts";
import { readStream } from "../wire/codec-suite/reading.ts";
import { bedrockConverse } from "../wire/bedrock/codec.ts";
import { delta, type Event, frames, METADATA, START } from "../wire/bedrock/fixtures/answers.ts";
import type { UpstreamResponse } from "./upstream.ts";
import { bodyOf, json, streamOf } from "./fixtures/fake-upstream.ts";
import { contractText, KEY, Rig, START as STARTED, upstreamConfig } from "./fixtures/rig.ts";

const MODEL = "us.anthropic.claude-opus-4-6-v1:0";
const OTHER = "us.anthropic.claude-haiku-4-5-v1:0";
const ROUTER = "arn:aws:bedrock:us-east-1:1:default-prompt-router/anthropic.claude:1";
const CRITICAL = "safety: { critical: true }\n";
const role = (id = MODEL) => `model: { provider: bedrock, id: "${id}", pinned: true }`;
const bedrock = upstreamConfig({ name: "bedrock", kind: "bedrock", key: "env:AWS_BEARER_TOKEN_BEDROCK" });
const rigWith = (mode: string, rest = "", upstream: UpstreamConfig = bedrock, roleText = role()): Rig =>
  new Rig({ contract: contractText(mode, rest, roleText), upstreams: [upstreamConfig(), upstream] });

const ASK = { messages: [{ role: "user", content: [{ text: "Hi" }] }] };
const BEARER = { "x-api-key": "", "anthropic-version": "", authorization: `Bearer ${KEY}` };
const at = (verb = "converse", model = MODEL) => ({ path: `/model/${encodeURIComponent(model)}/${verb}` });
const answer = (more: object = {}) => ({
  output: { message: { role: "assistant", content: [{ text: "Hello." }] } },
  stopReason: "end_turn",
  usage: { inputTokens: 10, outputTokens: 3, totalTokens: 13 },
  ...more,
});
const routed = (model: string) => ({ trace: { promptRouter: { invokedModelId: model } } });
const STOP: Event = ["messageStop", { stopReason: "end_turn" }];
const streamed = (...pieces: readonly Uint8Array[]) => {
  const headers = new Headers({ "content-type": "application/vnd.amazon.eventstream" });
  return (): Omit<UpstreamResponse, "bytes"> => ({ status: 200, headers, body: streamOf(pieces) });
};
const HELLO = frames(START, delta(0, { text: "Hello." }), STOP, METADATA);

describe("a request in the format of Converse", () => {
  test("goes to Bedrock under the path as it came, with Bedrock's key, and is recorded", async () => {
    const rig = rigWith("enforce");
    rig.upstream.will(json(answer()));
    const response = await rig.send(ASK, BEARER, at());
    expect([response.status, await response.json()]).toEqual([200, answer()]);
    const [sent] = rig.upstream.requests;
    expect(sent?.url).toBe("http://upstream.test/model/us.anthropic.claude-opus-4-6-v1%3A0/converse");
    expect(sent?.headers.get("authorization")).toBe("Bearer provider-secret");
    expect(rig.record()).toMatchObject({
      format: "bedrock-converse",
      model_requested: MODEL,
      model_served: "",
      input_tokens: 10,
      output_tokens: 3,
      finish_reason: "end_turn",
      outcome: "complete",
    });
  });

  test("is held to the model that its contract names, and refused so that its SDK raises it once", async () => {
    const rig = rigWith("enforce");
    const response = await rig.send(ASK, BEARER, at("converse", OTHER));
    expect([response.status, response.headers.get("x-amzn-errortype")]).toEqual([409, "ConflictException"]);
    expect(await response.json()).toMatchObject({ __type: "ConflictException", bellwetherError: "contract_violated" });
    expect(rig.upstream.requests).toEqual([]);
  });

  test("has its contracted values filled in where Bedrock reads them", async () => {
    const rig = rigWith(
      "enforce",
      "",
      bedrock,
      `${role()}\n    output: { max_tokens: 100 }\n    reasoning: { effort: high }`,
    );
    rig.upstream.will(json(answer()));
    expect((await rig.send(ASK, BEARER, at())).status).toBe(200);
    expect(bodyOf(rig.upstream.requests[0])).toEqual({
      ...ASK,
      inferenceConfig: { maxTokens: 100 },
      additionalModelRequestFields: { output_config: { effort: "high" } },
    });
  });

  test("passes counts of tokens, and no InvokeModel", async () => {
    const rig = rigWith("enforce");
    rig.upstream.will(json({ inputTokens: 3 }));
    expect((await rig.send({ input: { converse: ASK } }, BEARER, at("count-tokens"))).status).toBe(200);
    const refused = await rig.send({}, BEARER, at("invoke"));
    expect([refused.status, refused.headers.get("bellwether-error")]).toEqual([403, "route_refused"]);
  });

  test("has an error of Bedrock's under the name that its head gives it", async () => {
    const rig = rigWith("enforce");
    const head = {
      "x-amzn-errortype": "ThrottlingException:http://internal.amazon.com/coral/",
      "x-amzn-requestid": "r1",
    };
    rig.upstream.will(() => ({
      status: 429,
      headers: new Headers({ "content-type": "application/json", ...head }),
      body: streamOf([new TextEncoder().encode('{"message":"Too many requests"}')]),
    }));
    expect((await rig.send(ASK, BEARER, at())).status).toBe(429);
    expect(rig.record()).toMatchObject({
      error_code: "ThrottlingException",
      upstream_request: "r1",
      outcome: "failed",
    });
  });

  test("asks a declared fallback for its own model in the path", async () => {
    const rig = rigWith("enforce", `fallbacks: [{ id: "${OTHER}" }]\n`);
    rig.upstream.will(json({}, 503), json(answer()));
    expect((await rig.send(ASK, BEARER, at())).status).toBe(200);
    expect(rig.upstream.requests.map(({ url }) => url)).toEqual([
      `http://upstream.test/model/${encodeURIComponent(MODEL)}/converse`,
      `http://upstream.test/model/${encodeURIComponent(OTHER)}/converse`,
    ]);
  });
});

describe("credentials for Bedrock", () => {
  const SIGNED = {
    ...BEARER,
    authorization: "AWS4-HMAC-SHA256 Credential=AKIACALLER/20261001/us-east-1/bedrock/aws4_request, Signature=0",
    "x-amz-security-token": "session-of-the-caller",
    "x-amz-date": "20261001T120000Z",
    "x-amz-content-sha256": "0",
    "bellwether-key": KEY,
  };

  test("are the gateway's own access key where it has one, over each attempt, and nothing of the caller's", async () => {
    const aws = { accessKeyId: "env:ID", secretAccessKey: "env:SECRET" };
    const rig = rigWith("enforce", "", { ...bedrock, key: "none", region: "eu-central-1", aws });
    rig.upstream.will(json(answer()));
    expect((await rig.send(ASK, SIGNED, at())).status).toBe(200);
    const [sent] = rig.upstream.requests;
    expect(sent?.headers.get("authorization")).toBe(`AWS4 provider-secret/eu-central-1/bedrock/${STARTED}`);
    expect(sent?.headers.get("x-amz-date")).toBe(String(STARTED));
    expect([sent?.headers.get("x-amz-security-token"), sent?.headers.get("x-amz-content-sha256")]).toEqual([
      null,
      null,
    ]);
    expect(JSON.stringify([rig.record(), rig.reports])).not.toMatch(/AKIACALLER|session-of|provider-secret/);
  });

  test("leave nothing of a caller's signature beside a key", async () => {
    const rig = rigWith("enforce");
    rig.upstream.will(json(answer()));
    await rig.send(ASK, SIGNED, at());
    const sent = [...(rig.upstream.requests[0]?.headers ?? [])].filter(([name]) =>
      /^x-amz-|^authorization$/.test(name),
    );
    expect(sent).toEqual([["authorization", "Bearer provider-secret"]]);
  });

  test("in the query of a caller's signed address stay behind", async () => {
    const rig = rigWith("enforce");
    rig.upstream.will(json(answer()));
    const query = "?X-Amz-Credential=AKIACALLER&X-Amz-Security-Token=t&x=1&%58-Amz-Signature=0";
    await rig.send(ASK, BEARER, { path: `${at().path}${query}` });
    expect(rig.upstream.requests[0]?.url).toEndWith("/converse?x=1");
  });

  test("of a caller's own pass as a key, and not as a signature, which is for another address", async () => {
    const rig = rigWith("enforce", "", { ...bedrock, key: "passthrough" });
    rig.upstream.will(json(answer()));
    const refused = await rig.send(ASK, SIGNED, at());
    expect(refused.headers.get("bellwether-error")).toBe("upstream_credentials_missing");
    // Final, and so no 503: the SDKs ask again for each.
    expect([refused.status, refused.headers.get("x-amzn-errortype")]).toEqual([424, "ModelErrorException"]);
    expect(await refused.text()).toContain("good for the address only");
    const own = { ...BEARER, authorization: "Bearer of-the-caller", "bellwether-key": KEY };
    expect((await rig.send(ASK, own, at())).status).toBe(200);
    expect(rig.upstream.requests.map(({ headers }) => headers.get("authorization"))).toEqual(["Bearer of-the-caller"]);
  });
});

describe("a model that Converse does not name", () => {
  test.each(["verify", "enforce"])("fails closed under %s where the surface is safety-critical", async (mode) => {
    const rig = rigWith(mode, CRITICAL);
    rig.upstream.will(json(answer()), streamed(HELLO));
    expect((await rig.send(ASK, BEARER, at())).status).toBe(409);
    expect((await rig.send(ASK, BEARER, at("converse-stream"))).status).toBe(409);
    expect(rig.isIdle()).toBe(true);
  });

  test("is held against the contract where a router names it", async () => {
    for (const [fallbacks, status] of [
      ["", 409],
      [`fallbacks: [{ id: "${OTHER}" }]\n`, 200],
    ] as const) {
      const rig = rigWith("enforce", fallbacks, bedrock, role(ROUTER));
      rig.upstream.will(json(answer(routed(`arn:aws:bedrock:us-east-1:1:inference-profile/${OTHER}`))));
      const response = await rig.send(ASK, BEARER, at("converse", ROUTER));
      expect(response.status).toBe(status);
      expect(rig.record().model_served).toBe(OTHER);
    }
  });

  test("is refused at the end of a stream, in a message that its SDK raises, where only the end names it", async () => {
    const rig = rigWith("enforce");
    const start = frames(START, delta(0, { text: "Hello." }));
    rig.upstream.will(streamed(start, frames(STOP, ["metadata", routed(OTHER)])));
    const response = await rig.send(ASK, BEARER, at("converse-stream"));
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect(Buffer.from(bytes.subarray(0, start.length)).equals(start)).toBe(true);
    expect(readStream(bedrockConverse, bytes)).toMatchObject({ error: { type: "ConflictException" } });
    expect(new TextDecoder().decode(bytes)).not.toContain("messageStop");
    expect(rig.record()).toMatchObject({ outcome: "refused", model_served: OTHER });
  });
});

describe("a stream of Converse", () => {
  test("passes byte for byte however it is cut, and its end is recorded", async () => {
    for (let cut = 0; cut <= HELLO.length; cut += 7) {
      const rig = rigWith("enforce");
      rig.upstream.will(streamed(HELLO.subarray(0, cut), HELLO.subarray(cut)));
      const response = await rig.send(ASK, BEARER, at("converse-stream"));
      expect(Buffer.from(await response.arrayBuffer()).equals(HELLO)).toBe(true);
      expect(rig.record()).toMatchObject({ outcome: "complete", streamed: true, output_tokens: 40, input_tokens: 170 });
      expect(rig.isIdle()).toBe(true);
    }
  });

  test("that breaks off, or is damaged, breaks off for its client too", async () => {
    const damaged = Uint8Array.from(HELLO);
    damaged[HELLO.length - 1] = (damaged[HELLO.length - 1] ?? 0) ^ 1;
    const endless = Uint8Array.from(HELLO);
    endless[0] = 0xff;
    for (const bytes of [HELLO.subarray(0, -1), HELLO.subarray(0, frames(START).length + 5), damaged, endless]) {
      const rig = rigWith("enforce");
      rig.upstream.will(streamed(bytes));
      const response = await rig.send(ASK, BEARER, at("converse-stream"));
      const broken = await response.arrayBuffer().then(
        () => response.status >= 400,
        () => true,
      );
      expect(broken).toBe(true);
      expect(rig.record().outcome).toBe("cut");
      expect(rig.isIdle()).toBe(true);
    }
  });

  test("that is called something else is known by its first byte", async () => {
    const rig = rigWith("enforce");
    const headers = new Headers({ "content-type": "application/octet-stream" });
    rig.upstream.will(() => ({ status: 200, headers, body: streamOf([HELLO]) }));
    const response = await rig.send(ASK, BEARER, at("converse-stream"));
    expect(Buffer.from(await response.arrayBuffer()).equals(HELLO)).toBe(true);
    expect(rig.record()).toMatchObject({ outcome: "complete", output_tokens: 40 });
  });
});
