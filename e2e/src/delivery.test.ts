import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Recording, recordingsFolder, recordingsIn } from "../../server/src/wire/golden/recordings.ts";
import { Deployment, eventually, LONG } from "./harness.ts";
import { minimalRequest } from "./minimal-request.ts";

const SECRET = "sk-upstream-secret-that-nobody-may-see";

const folder = recordingsFolder();
const recordings: readonly Recording[] = folder === undefined ? [] : recordingsIn(folder);
if (folder === undefined)
  console.log("skipped: recorded streams are not here (BELLWETHER_DATA_DIR names their folder)");

/** What the upstream of these tests saw of a request. */
interface Seen {
  readonly headers: Headers;
  readonly body: string;
  readonly path: string;
  aborted: boolean;
  produced: number;
}

/** An upstream that does what a request's `x-play` says, and remembers what came. */
class Upstream {
  readonly seen = new Map<string, Seen>();
  readonly server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    idleTimeout: 0,
    fetch: (request) => this.#answer(request),
  });

  get url(): string {
    return `http://127.0.0.1:${this.server.port}`;
  }

  async #answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const seen: Seen = {
      headers: request.headers,
      body: await request.text(),
      path: url.pathname + url.search,
      aborted: false,
      produced: 0,
    };
    this.seen.set(request.headers.get("x-test") ?? "", seen);
    const [play = "", argument = ""] = (request.headers.get("x-play") ?? "").split("=");
    if (play === "recording") return this.#recording(recordings[Number(argument)]);
    if (play === "endless") return this.#endless(seen);
    if (play === "silent") return this.#silent(Number(argument));
    if (play === "slow") return this.#slow();
    return Response.json(
      {
        id: "msg_1",
        type: "message",
        role: "assistant",
        model: "m",
        content: [],
        stop_reason: "end_turn",
        usage: { input_tokens: 1, output_tokens: 1 },
      },
      { headers: { "x-kept": "yes", "request-id": "req_1" } },
    );
  }

  /** The recorded bytes, cut into pieces that do not care for events or characters. */
  #recording(recording: Recording | undefined): Response {
    const bytes = recording?.bytes ?? new Uint8Array();
    let at = 0;
    let step = 1;
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        if (at >= bytes.length) return controller.close();
        step = (step * 7 + 13) % 257;
        controller.enqueue(bytes.subarray(at, (at += step + 1)));
        if (step % 16 === 0) await new Promise((resolve) => setImmediate(resolve));
        return undefined;
      },
    });
    const stream =
      recording?.format === "bedrock-converse" ? "application/vnd.amazon.eventstream" : "text/event-stream";
    const type = recording?.streamed === true ? stream : "application/json";
    return new Response(body, { status: recording?.status ?? 404, headers: { "content-type": type } });
  }

  #endless(seen: Seen): Response {
    const chunk = new TextEncoder().encode(`: ${"x".repeat(65_000)}\n\n`);
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        seen.produced += chunk.length;
        controller.enqueue(chunk);
        await new Promise((resolve) => setImmediate(resolve));
      },
      cancel() {
        seen.aborted = true;
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  }

  #silent(seconds: number): Response {
    const body = new ReadableStream<Uint8Array>({
      async start(controller) {
        const [start, ...rest] = EVENTS;
        controller.enqueue(new TextEncoder().encode(start));
        await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
        controller.enqueue(new TextEncoder().encode(rest.join("")));
        controller.close();
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  }

  #slow(): Response {
    const body = new ReadableStream<Uint8Array>({
      async start(controller) {
        for (const event of EVENTS) {
          controller.enqueue(new TextEncoder().encode(event));
          await new Promise((resolve) => setTimeout(resolve, 400));
        }
        controller.close();
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  }
}

const event = (data: Record<string, unknown>): string =>
  `event: ${String(data["type"])}\ndata: ${JSON.stringify(data)}\n\n`;
const EVENTS = [
  event({
    type: "message_start",
    message: {
      id: "msg_1",
      type: "message",
      role: "assistant",
      model: "m",
      content: [],
      usage: { input_tokens: 1, output_tokens: 1 },
    },
  }),
  event({ type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 2 } }),
  event({ type: "message_stop" }),
];

/** Whether more than one message, or end of one, stands in a recorded stream. */
function severalMessages(recording: Recording): boolean {
  return (new TextDecoder().decode(recording.bytes).match(/"message_stop"|\[DONE\]/g)?.length ?? 0) > 1;
}

describe("what passes through the gateway", () => {
  const upstream = new Upstream();
  let deployment: Deployment;
  let key: string;
  beforeAll(async () => {
    deployment = await Deployment.start({
      contracts: { open: "bellwether: 1\nsurface: open\nversion: 1.0.0\nmode: observe\n" },
      config: `upstreams:\n  anthropic: { base_url: "${upstream.url}", key: env:TEST_UPSTREAM_KEY }\n  openai: { base_url: "${upstream.url}/v1", key: env:TEST_UPSTREAM_KEY }\n  gemini: { base_url: "${upstream.url}", key: env:TEST_UPSTREAM_KEY }\n  bedrock: { base_url: "${upstream.url}", key: env:TEST_UPSTREAM_KEY }\nunknown_paths: pass_and_record\n`,
      env: { TEST_UPSTREAM_KEY: SECRET },
    });
    key = await deployment.key();
  });
  afterAll(async () => {
    await deployment.stop();
    await upstream.server.stop(true);
  });

  const call = (
    play: string,
    more: { headers?: Record<string, string>; body?: string; path?: string; signal?: AbortSignal } = {},
  ): Promise<Response> =>
    fetch(`${deployment.url}${more.path ?? "/v1/messages"}`, {
      method: "POST",
      headers: {
        "x-api-key": key,
        "anthropic-version": "2023-06-01",
        "content-type": "application/json",
        "x-play": play,
        ...more.headers,
      },
      body: more.body ?? '{"model":"m","max_tokens":5,"messages":[{"role":"user","content":"hi"}]}',
      ...(more.signal === undefined ? {} : { signal: more.signal }),
    });

  test.skipIf(folder === undefined)(
    "is every recorded answer, byte for byte, with its digest on the record",
    async () => {
      let whole = 0;
      let cut = 0;
      const recorded: (readonly [exchange: string | null, digest: string])[] = [];
      const pass = async (index: number, recording: Recording): Promise<void> => {
        const { path, headers, body } = minimalRequest(recording.format, key, `hi ${index}`, recording.streamed);
        const response = await fetch(`${deployment.url}${path}`, {
          method: "POST",
          headers: { "content-type": "application/json", "x-play": `recording=${index}`, ...headers },
          body,
        });
        expect([recording.name, response.status]).toEqual([recording.name, recording.status]);
        const bytes = await response.arrayBuffer().then(
          (buffer) => new Uint8Array(buffer),
          () => undefined,
        );
        if (bytes === undefined) {
          cut++;
          return;
        }
        expect([recording.name, Buffer.compare(bytes, recording.bytes)]).toEqual([recording.name, 0]);
        whole++;
        const digest = `sha256:${createHash("sha256").update(recording.bytes).digest("hex")}`;
        if (index % 10 === 0 || severalMessages(recording))
          recorded.push([response.headers.get("bellwether-exchange"), digest]);
      };
      // Several at a time, so that none is ever given another's bytes.
      const left = recordings.entries();
      const lane = async (): Promise<void> => {
        for (const [index, recording] of left) await pass(index, recording);
      };
      await Promise.all(Array.from({ length: 8 }, lane));
      for (const [exchange, digest] of recorded)
        expect((await deployment.record(exchange))["response_digest"]).toBe(digest);
      console.log(
        `${recordings.length} recorded answers: ${whole} delivered byte for byte, ${cut} that were recorded cut short were broken off`,
      );
      expect([whole, cut]).toEqual([recordings.length, 0]);
    },
    120_000,
  );

  test("is every header, beta and unknown field, and nothing of ours", async () => {
    const body =
      '{"model":"m", "max_tokens":5,"unknown_field":{"big":12345678901234567890},"messages":[{"role":"user","content":"hi"}]}';
    const response = await call("", {
      body,
      headers: {
        "x-test": "headers",
        "anthropic-beta": "some-beta-2030-01-01",
        "x-custom": "kept",
        "bellwether-session": "s",
        "bellwether-build": "b1",
      },
    });
    const seen = upstream.seen.get("headers");
    expect(seen?.body).toBe(body);
    expect([seen?.headers.get("anthropic-beta"), seen?.headers.get("x-custom")]).toEqual([
      "some-beta-2030-01-01",
      "kept",
    ]);
    expect([...(seen?.headers.keys() ?? [])].filter((name) => name.startsWith("bellwether-"))).toEqual([]);
    expect(seen?.headers.get("x-api-key")).toBe(SECRET);
    expect([response.headers.get("x-kept"), response.headers.get("request-id")]).toEqual(["yes", "req_1"]);
  });

  test("is a provider's path that nobody knows, recorded, where the operator lets it", async () => {
    const response = await call("", {
      path: "/v1/batches?limit=2",
      headers: { "x-test": "batches", "anthropic-version": "2023-06-01" },
    });
    expect(response.status).toBe(200);
    expect(upstream.seen.get("batches")?.path).toMatch(/\/batches\?limit=2$/);
    expect(await deployment.record(response.headers.get("bellwether-exchange"))).toMatchObject({
      operation: "other",
      outcome: "complete",
    });
  });

  test("stops at the upstream when the client goes away, and is recorded as cancelled", async () => {
    const controller = new AbortController();
    const response = await call("endless", { headers: { "x-test": "cancel" }, signal: controller.signal });
    const reader = response.body?.getReader();
    await reader?.read();
    controller.abort();
    await eventually(
      () => (upstream.seen.get("cancel")?.aborted === true ? true : undefined),
      5_000,
      () => "the upstream's call goes on",
    );
    expect(await deployment.record(response.headers.get("bellwether-exchange"))).toMatchObject({
      outcome: "cancelled",
    });
  });

  test("waits for a client that does not read", async () => {
    const controller = new AbortController();
    const response = await call("endless", { headers: { "x-test": "slow-reader" }, signal: controller.signal });
    let last = -1;
    const produced = await eventually(
      async () => {
        const now = upstream.seen.get("slow-reader")?.produced ?? 0;
        const still = now === last;
        last = now;
        if (still) return now;
        await new Promise((resolve) => setTimeout(resolve, 500));
        return undefined;
      },
      20_000,
      () => `the upstream is drained without anybody reading: ${last} bytes`,
    );
    console.log(`an upstream without end had sent ${(produced / 1e6).toFixed(1)} MB when nobody read`);
    expect(response.status).toBe(200);
    controller.abort();
  });

  test("shows the upstream's key to nobody: not in answers, records, logs or files", async () => {
    await (await call("")).text();
    const rows = JSON.stringify(await deployment.rows({ show: "exchange,attempts,error_message,skeleton" }));
    expect(rows).not.toContain(SECRET);
    expect(deployment.log).not.toContain(SECRET);
    for (const entry of readdirSync(deployment.folder, { recursive: true, withFileTypes: true })) {
      // A draft is renamed at any moment; what it becomes is looked at under its own name.
      if (entry.isFile() && !entry.name.endsWith(".draft"))
        expect([entry.name, readFileSync(join(entry.parentPath, entry.name)).includes(SECRET)]).toEqual([
          entry.name,
          false,
        ]);
    }
  });

  test.skipIf(!LONG)(
    "[long] comes after an upstream that was silent for 310 seconds",
    async () => {
      const response = await call("silent=310", {
        body: '{"model":"m","max_tokens":5,"stream":true,"messages":[{"role":"user","content":"hi"}]}',
      });
      expect(await response.text()).toBe(EVENTS.join(""));
      expect(await deployment.record(response.headers.get("bellwether-exchange"))).toMatchObject({
        outcome: "complete",
      });
    },
    400_000,
  );

  test("is finished before the gateway goes down", async () => {
    const response = await call("slow", {
      body: '{"model":"m","max_tokens":5,"stream":true,"messages":[{"role":"user","content":"hi"}]}',
    });
    const text = response.text();
    await deployment.down();
    expect(await text).toBe(EVENTS.join(""));
    await deployment.up();
    expect(await deployment.record(response.headers.get("bellwether-exchange"))).toMatchObject({ outcome: "complete" });
  }, 60_000);
});
