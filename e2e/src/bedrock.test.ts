import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type Arrived, authorizationOf } from "./aws-signature.ts";
import { SDK_CLIENTS } from "./clients/sdk-clients.ts";
import { join } from "node:path";
import { readdirSync, readFileSync } from "node:fs";
import { Deployment, run } from "./harness.ts";

const PROFILE = "arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu.anthropic.claude-opus-4-6-v1:0";
const ROUTER = "arn:aws:bedrock:us-east-1:1:default-prompt-router/anthropic.claude:1";
const SECRET = "secret-access-key-that-nobody-may-see";
const TOKEN = "session-token-that-nobody-may-see";
const MESSAGES = [{ role: "user", content: [{ text: "say hi é" }] }];

const contract = (rest: string): string => `bellwether: 1\nsurface: assistant\nversion: 1.0.0\n${rest}`;

describe("an access key of AWS", () => {
  const arrived: Arrived[] = [];
  const upstream = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: async (request) => {
      const { pathname, search } = new URL(request.url);
      const body = new Uint8Array(await request.arrayBuffer());
      arrived.push({ method: request.method, path: pathname, query: search, headers: request.headers, body });
      return Response.json({
        output: { message: { role: "assistant", content: [{ text: "Hi!" }] } },
        stopReason: "end_turn",
        usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 },
      });
    },
  });
  let deployment: Deployment;
  let key: string;
  beforeAll(async () => {
    const aws = "{ access_key_id: env:ID, secret_access_key: env:SECRET, session_token: env:TOKEN }";
    const address = `http://127.0.0.1:${upstream.port}`;
    deployment = await Deployment.start({
      contracts: { assistant: contract("mode: enforce\noutput: { max_tokens: 64 }\n") },
      config: `upstreams:\n  bedrock: { base_url: "${address}", region: eu-central-1, aws: ${aws} }\n`,
      env: { ID: "AKIAOFTHEGATEWAY", SECRET, TOKEN },
    });
    key = await deployment.key();
  });
  afterAll(async () => {
    await deployment.stop();
    await upstream.stop(true);
  });

  test("signs what is sent, to the byte, whatever the path and the client's own signature", async () => {
    const ids: (string | null)[] = [];
    for (const [id, query] of [
      ["eu.anthropic.claude-opus-4-6-v1:0", ""],
      [PROFILE, "?b=2&a=1%20x"],
    ] as const) {
      const response = await fetch(`${deployment.url}/model/${encodeURIComponent(id)}/converse${query}`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "bellwether-key": key,
          authorization: "AWS4-HMAC-SHA256 Credential=AKIACALLER/x, SignedHeaders=host, Signature=0",
          "x-amz-security-token": "of-the-caller",
          "x-amz-date": "20200101T000000Z",
        },
        body: JSON.stringify({ messages: MESSAGES }),
      });
      expect(response.status).toBe(200);
      ids.push(response.headers.get("bellwether-exchange"));
    }
    expect(arrived).toHaveLength(2);
    for (const request of arrived) {
      expect(request.headers.get("authorization")).toBe(authorizationOf(request, SECRET));
      expect(request.headers.get("authorization")).toContain("/eu-central-1/bedrock/aws4_request");
      expect(request.headers.get("x-amz-security-token")).toBe(TOKEN);
      // What the contract fills in is signed too.
      expect(JSON.parse(new TextDecoder().decode(request.body))).toEqual({
        inferenceConfig: { maxTokens: 64 },
        messages: MESSAGES,
      });
    }
    expect(arrived[1]?.path).toBe(`/model/${encodeURIComponent(PROFILE)}/converse`);
    const record = await deployment.record(ids[1] ?? null);
    expect(record).toMatchObject({
      model_requested: PROFILE,
      model_served: "",
      model_source: "unavailable",
      region: "eu-central-1",
    });
  });

  test("is shown to nobody: not in records, logs or files", async () => {
    const rows = JSON.stringify(await deployment.rows({ show: "exchange,attempts,error_message,skeleton" }));
    const kept = readdirSync(deployment.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith(".draft"))
      .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
    for (const secret of [SECRET, TOKEN, "AKIACALLER", "of-the-caller"]) {
      expect([secret, rows.includes(secret), deployment.log.includes(secret)]).toEqual([secret, false, false]);
      expect([secret, kept.some((bytes) => bytes.includes(secret))]).toEqual([secret, false]);
    }
  });
});

test("a model that a router chose is refused by AWS's own SDK's classes, once, whole and at the end of a stream", async () => {
  const installed = await SDK_CLIENTS.find(({ name }) => name.startsWith("@aws-sdk/"))?.install();
  if (installed === undefined || "reason" in installed) {
    console.log(`skipped: ${installed?.reason ?? "no such client"}`);
    return;
  }
  const model = `model: { provider: bedrock, id: "${ROUTER}", pinned: true }\n`;
  const deployment = await Deployment.start({ contracts: { assistant: contract(`mode: enforce\n${model}`) } });
  try {
    const result = await run("node", [join(installed.folder, "bedrock-router.mjs")], {
      cwd: installed.folder,
      env: {
        PATH: process.env["PATH"] ?? "",
        HOME: installed.folder,
        BASE_URL: deployment.url,
        KEY: await deployment.key(),
        MODEL: ROUTER,
      },
    });
    expect([result.code, result.stderr]).toEqual([0, expect.any(String)]);
    const { whole, streamed, events } = JSON.parse(result.stdout) as {
      readonly whole: Record<string, unknown>;
      readonly streamed: Record<string, unknown>;
      readonly events: number;
    };
    expect(whole).toMatchObject({ name: "ConflictException", status: 409, attempts: 1 });
    expect(whole["message"]).toContain("refused: the answer did not come from whom");
    expect(streamed).toMatchObject({ name: "ValidationException", message: whole["message"] });
    expect(events).toBeGreaterThan(2);
    const record = await deployment.record(String(whole["requestId"]));
    expect(record).toMatchObject({
      outcome: "refused",
      model_requested: ROUTER,
      model_served: "anthropic.claude-haiku-4-5-20251001-v1:0",
    });
  } finally {
    await deployment.stop();
  }
});
