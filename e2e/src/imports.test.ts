import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { installNpm } from "./clients/install.ts";
import type { ExportedSpan } from "../../server/src/session/otlp/trace-request.ts";
import { spansOfJson } from "../../server/src/session/otlp/read-json.ts";
import type { JsonObject } from "../../server/src/wire/json/value.ts";
import { Deployment, eventually, run } from "./harness.ts";

const CONTRACT = `
bellwether: 1
surface: code-assistant
version: 1.0.0
mode: observe
model: { provider: anthropic, id: claude-opus-4-6 }
tools: [ { name: look_at, kind: read } ]
`;
const EXPORTERS = {
  "@opentelemetry/exporter-trace-otlp-proto": "0.223.0",
  "@opentelemetry/exporter-trace-otlp-http": "0.223.0",
  "@opentelemetry/otlp-exporter-base": "0.223.0",
  "@opentelemetry/sdk-trace-base": "2.12.1",
  "@opentelemetry/resources": "2.12.1",
};

let deployment: Deployment;
/** A collector: what came to it, by the headers and the span. */
const collected: { readonly authorization: string | null; readonly span: ExportedSpan }[] = [];
const collector = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  fetch: async (request) => {
    const authorization = request.headers.get("authorization");
    for (const span of spansOfJson((await request.json()) as JsonObject)) collected.push({ authorization, span });
    return Response.json({});
  },
});
beforeAll(async () => {
  deployment = await Deployment.start({
    contracts: { assistant: CONTRACT },
    config: `telemetry:
  synthetic: true
  traces: { url: "http://127.0.0.1:${collector.port}/v1/traces", headers: { authorization: "env:COLLECTOR_TOKEN" } }
`,
    env: { COLLECTOR_TOKEN: "Bearer collector" },
  });
});
afterAll(async () => {
  await deployment.stop();
  await collector.stop(true);
});

/** What nobody may find anywhere, though it was said. */
const SECRET = "swordfish";
async function isNowhere(): Promise<void> {
  const found = await deployment.command(
    "query",
    "--sql",
    `SELECT count() AS found FROM exchanges WHERE toString(tuple(*)) LIKE '%${SECRET}%'`,
    "--json",
  );
  expect(found.stdout).toMatch(/"found":\s*"?0"?/);
}

/** The session of a client as its own file has it: two turns, an hour apart, a file that is edited unread. */
function sessionFile(session: string): string {
  const at = (minutes: number): string => new Date(Date.parse("2026-04-01T12:00:00Z") + minutes * 60_000).toISOString();
  const line = (minutes: number, type: string, message: object): object => ({
    type,
    uuid: crypto.randomUUID(),
    sessionId: session,
    version: "2.1.87",
    timestamp: at(minutes),
    message: { role: type, ...message },
  });
  const usage = { input_tokens: 10, cache_read_input_tokens: 990, output_tokens: 7 };
  const answer = (minutes: number, id: string, block: object): object =>
    line(minutes, "assistant", { id: `${session}-${id}`, model: "claude-opus-4-6", content: [block], usage });
  const call = (name: string, path: string): object => ({
    type: "tool_use",
    id: `t${name}`,
    name,
    input: { file_path: path },
  });
  const result = (of: string, failed: boolean): object => ({
    content: [{ type: "tool_result", tool_use_id: of, is_error: failed, content: SECRET }],
  });
  return [
    line(0, "user", { content: `Fix ${SECRET}.` }),
    answer(1, "m1", { type: "text", text: `I look at ${SECRET}.` }),
    answer(1, "m1", call("Read", "/a.ts")),
    line(2, "user", result("tRead", false)),
    answer(3, "m2", call("Edit", "/a.ts")),
    line(4, "user", result("tEdit", true)),
    answer(5, "m3", call("Edit", "/b.ts")),
    line(70, "user", { content: "No, the other file." }),
    answer(71, "m4", { type: "text", text: "Done." }),
  ]
    .map((one) => JSON.stringify(one))
    .join("\n");
}

describe("sessions that did not go through the gateway", () => {
  test("are recorded from a client's own file, once however often it is imported", async () => {
    writeFileSync(join(deployment.folder, "s1.jsonl"), sessionFile("s1"));
    const first = await deployment.command("import", "s1.jsonl", "--surface", "code-assistant");
    expect([first.code, first.stdout]).toEqual([
      0,
      "s1.jsonl: claude-code, 4 exchanges of 1 session; 4 recorded, 0 known already\n",
    ]);
    const again = await deployment.command("import", "s1.jsonl", "--surface", "code-assistant", "--json");
    expect(JSON.parse(again.stdout)).toMatchObject({ files: [{ taken: 0, known: 4 }] });
    const rows = await deployment.rows({
      where: "session=s1",
      show: "received_at,turn,idle_bucket,input_tokens,output_tokens,cache_read_tokens,model_served,model_source,surface,client,cost_usd",
      order_by: "received_at",
    });
    expect(rows.map((row) => [row["turn"], row["idle_bucket"]])).toEqual([
      [1, "first"],
      [1, "1-5m"],
      [1, "1-5m"],
      [2, ">1h"],
    ]);
    expect(rows[0]).toMatchObject({
      input_tokens: 1000,
      output_tokens: 7,
      cache_read_tokens: 990,
      model_served: "claude-opus-4-6",
      model_source: "declared",
      surface: "code-assistant",
      client: "claude-code",
    });
    expect(Number(rows[0]?.["cost_usd"])).toBeGreaterThan(0);
    await isNowhere();
  });

  test("are measured like all others", async () => {
    const of = async (signal: string): Promise<unknown> => {
      const query = new URLSearchParams({ signal, where: "session=s1", since: "2026-04-01T00:00:00Z", window: "3h" });
      const response = await deployment.api(`/api/v1/units?${query}`);
      const lines = (await response.text()).trim().split("\n");
      const units = lines.map((line) => JSON.parse(line) as { value: number });
      return units.map(({ value }) => value);
    };
    expect(await of("blind_edit_rate")).toEqual([0.5]);
    expect(await of("reads_per_edit")).toEqual([0.05]);
    expect(await of("tool_error_rate")).toEqual([0.5]);
    expect(await of("correction_rate")).toEqual([0]);
  });

  test("are not recorded where the gateway has seen them itself", async () => {
    const key = await deployment.key("--tenant", "acme");
    const response = await fetch(`${deployment.url}/v1/messages`, {
      method: "POST",
      headers: { "x-api-key": key, "anthropic-version": "2023-06-01", "content-type": "application/json" },
      body: JSON.stringify({
        model: "claude-opus-4-6",
        max_tokens: 64,
        messages: [{ role: "user", content: "say hi" }],
      }),
    });
    const { id } = (await response.json()) as { id: string };
    await deployment.record(response.headers.get("bellwether-exchange"));
    const exchanges = [{ id: "x", source: "claude-code", session: "seen", at: Date.now(), response: id }];
    const told = await fetch(`${deployment.url}/api/v1/exchanges`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}` },
      body: JSON.stringify({ exchanges }),
    });
    expect(await told.json()).toEqual({ taken: 0, known: 1, refused: [] });
  });

  test("are told of by a key for its own tenant and surface alone, and what is wrong is said by its place", async () => {
    const key = await deployment.key("--tenant", "acme");
    const post = async (path: string, body: unknown): Promise<readonly [number, string]> => {
      const headers = { authorization: `Bearer ${key}` };
      const response = await fetch(`${deployment.url}/api/v1/${path}`, {
        method: "POST",
        headers,
        body: JSON.stringify(body),
      });
      return [response.status, await response.text()];
    };
    expect((await post("exchanges?tenant=other", { exchanges: [] }))[0]).toBe(403);
    const [status, text] = await post("exchanges", { exchanges: [{ id: "y", source: "x", session: "s", at: -1 }] });
    expect(status).toBe(207);
    expect(JSON.parse(text)).toMatchObject({ taken: 0, refused: [{ index: 0, at: "at" }] });
    expect((await post("exchanges", []))[0]).toBe(400);
  });

  test("are refused by the command where a file is in no format, or a folder has none", async () => {
    writeFileSync(join(deployment.folder, "odd.json"), '{"odd": true}');
    const odd = await deployment.command("import", "odd.json");
    expect([odd.code, odd.stdout]).toEqual([
      2,
      "odd.json: not imported\n  line 1 is in no format that is known (--format names one)\nnothing in these files tells of an exchange\n",
    ]);
    const missing = await deployment.command("import", "missing.json");
    expect([missing.code, missing.stderr]).toEqual([3, expect.stringContaining("missing.json cannot be read")]);
  });
});

describe("traces", () => {
  test.each([["proto"], ["http"]] as const)(
    "that OpenTelemetry's own exporter sends by %s are exchanges",
    async (form) => {
      const installed = await installNpm("otlp", EXPORTERS);
      if (!("folder" in installed)) {
        console.log(`skipped: ${installed.reason}`);
        return;
      }
      const key = await deployment.key("--tenant", "acme", "--surface", "code-assistant");
      const session = `traced-${form}`;
      const exported = await run("node", ["otlp-exporter.mjs", form, deployment.url, key, session], {
        cwd: installed.folder,
        env: { PATH: process.env["PATH"] ?? "", HOME: deployment.folder },
      });
      expect([exported.code, exported.stderr]).toEqual([0, ""]);
      const rows = await deployment.rows({
        where: `session=${session}`,
        show: "received_at,turn,input_tokens,client,client_version,model_served,model_source,tool_calls,surface,finish_reason",
        order_by: "received_at",
      });
      expect(rows).toHaveLength(2);
      expect(rows[1]).toMatchObject({
        turn: 2,
        input_tokens: 1001,
        client: "shop",
        client_version: "4.2.0",
        model_served: "claude-opus-4-6",
        model_source: "declared",
        tool_calls: ["Edit"],
        surface: "code-assistant",
        finish_reason: "stop",
      });
      await isNowhere();
    },
  );

  test("are each one request, though the library under a framework tells of it first, and the framework later", async () => {
    const trace = "1af7651916cd43dd8448eb211c80319d";
    const text = (key: string, value: string): object => ({ key, value: { stringValue: value } });
    const tell = async (spanId: string, parentSpanId: string, ...attributes: readonly object[]): Promise<void> => {
      const span = { traceId: trace, spanId, parentSpanId, name: "chat", attributes };
      const times = { startTimeUnixNano: "1775044800000000000", endTimeUnixNano: "1775044802000000000" };
      const answer = await fetch(`${deployment.url}/v1/traces`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${deployment.adminKey}` },
        body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [{ ...span, ...times }] }] }] }),
      });
      expect(answer.status).toBe(200);
    };
    const model = text("gen_ai.request.model", "claude-opus-4-6");
    const session = text("gen_ai.conversation.id", "wrapped");
    await tell("00f067aa0ba902c2", "00f067aa0ba902c1", text("gen_ai.operation.name", "chat"), model, session);
    await tell("00f067aa0ba902c1", "", text("gen_ai.operation.name", "chat"), model, session);
    expect(await deployment.rows({ where: "session=wrapped", show: "turn" })).toHaveLength(1);
  });

  test("that are no traces are refused in the form in which they came", async () => {
    const post = async (type: string, body: string, headers: Record<string, string> = {}): Promise<Response> =>
      fetch(`${deployment.url}/v1/traces`, { method: "POST", headers: { "content-type": type, ...headers }, body });
    const authorization = `Bearer ${deployment.adminKey}`;
    const nobody = await post("application/json", "{}");
    expect([nobody.status, await nobody.json()]).toEqual([
      401,
      { code: 16, message: expect.stringContaining("no key came") },
    ]);
    const text = await post("application/json", "no json", { authorization });
    expect([text.status, await text.json()]).toEqual([
      400,
      { code: 3, message: expect.stringContaining("OTLP is expected") },
    ]);
    const bytes = await post("application/x-protobuf", "no message", { authorization });
    expect([bytes.status, bytes.headers.get("content-type")]).toEqual([400, "application/x-protobuf"]);
    const packed = await post("application/json", "no gzip", { authorization, "content-encoding": "gzip" });
    expect(packed.status).toBe(400);
  });
});

describe("an exchange that goes through the gateway", () => {
  const TRACE = "0af7651916cd43dd8448eb211c80319c";
  const read = (parts: object): Promise<Response> =>
    deployment.key("--tenant", "acme").then((key) =>
      fetch(`${deployment.url}/v1/messages`, {
        method: "POST",
        headers: {
          "x-api-key": key,
          "anthropic-version": "2023-06-01",
          "content-type": "application/json",
          traceparent: `00-${TRACE}-b7ad6b7169203331-01`,
        },
        body: JSON.stringify({
          model: "claude-opus-4-6",
          max_tokens: 64,
          tools: [{ name: "look_at", input_schema: { type: "object", required: ["path"] } }],
          messages: [
            { role: "user", content: `[[lab {"text":"I think so.","tool":"look_at","input":{"path":"/${SECRET}"}}]]` },
          ],
          ...parts,
        }),
      }),
    );

  test.each([
    ["whole", {}],
    ["streamed", { stream: true }],
  ] as const)("keeps what its calls did and how much was said, %s, and nothing that was said", async (_way, parts) => {
    const response = await read(parts);
    expect(await response.text()).toContain("look_at");
    const record = await deployment.record(response.headers.get("bellwether-exchange"));
    expect(record["deeds"]).toEqual([expect.stringMatching(/^read [0-9a-f]{12} [0-9a-f]{12}$/)]);
    expect(record["counts"]).toEqual({ prompts: 1, words: 3, hedges: 1, calls_checked: 1 });
    await isNowhere();
  });

  test("is a span at the collector that the configuration names, inside of its caller's", async () => {
    const response = await read({});
    const exchange = response.headers.get("bellwether-exchange");
    const found = await eventually(
      () => collected.find(({ span }) => span.attributes["bellwether.exchange"] === exchange),
      15_000,
      () => `no span of ${exchange} came; ${collected.length} others did`,
    );
    expect(found.authorization).toBe("Bearer collector");
    expect(found.span).toMatchObject({ trace: TRACE, parent: "b7ad6b7169203331", name: "chat claude-opus-4-6" });
    expect(found.span.attributes).toMatchObject({
      "gen_ai.provider.name": "anthropic",
      "gen_ai.response.model": "claude-opus-4-6",
      "bellwether.contract.surface": "code-assistant",
    });
    expect(JSON.stringify(found.span.attributes)).not.toContain(SECRET);
  });

  test("is in the sums that a collector of metrics has, and its scores are events, at the latest when all goes down", async () => {
    const told: unknown[] = [];
    const events: string[] = [];
    const metrics = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: async (request) => {
        if (request.url.endsWith("/v1/metrics")) told.push(await request.json());
        // Texts stand in Protocol Buffers as they are.
        else events.push(`${request.headers.get("content-type")} ${await request.text()}`);
        return Response.json({});
      },
    });
    try {
      const other = await Deployment.start({
        contracts: { assistant: CONTRACT },
        config: `telemetry:
  synthetic: true
  metrics: { url: "http://127.0.0.1:${metrics.port}/v1/metrics" }
  logs: { url: "http://127.0.0.1:${metrics.port}/v1/logs", encoding: protobuf }
`,
      });
      const key = await other.key("--surface", "code-assistant");
      const body = { model: "claude-opus-4-6", max_tokens: 50, messages: [{ role: "user", content: "Hi" }] };
      const response = await fetch(`${other.url}/v1/messages`, {
        method: "POST",
        headers: { "x-api-key": key, "anthropic-version": "2023-06-01" },
        body: JSON.stringify(body),
      });
      const exchange = response.headers.get("bellwether-exchange") ?? "";
      const record = await other.record(exchange);
      const score = { exchange, signal: "resolved", value: 1, evaluator: { id: "people", version: "1" } };
      const scored = await fetch(`${other.url}/api/v1/scores`, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
        body: JSON.stringify(score),
      });
      expect([scored.status, await scored.text()]).toEqual([201, expect.any(String)]);
      await other.stop();
      expect(events).toEqual([expect.stringMatching(/^application\/x-protobuf [^]*gen_ai\.evaluation\.result/)]);
      expect(events[0]).toContain(exchange);
      const last = JSON.stringify(told.at(-1));
      for (const name of ["operation.duration", "inference.usage.input_tokens", "inference.usage.output_tokens"])
        expect(last).toContain(`"gen_ai.client.${name}"`);
      expect(last).toContain(`"asInt":"${String(record["input_tokens"])}"`);
      expect(last).toContain('"key":"bellwether.contract.surface","value":{"stringValue":"code-assistant"}');
    } finally {
      await metrics.stop(true);
    }
  }, 60_000);
});
