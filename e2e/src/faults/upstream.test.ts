import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createServer, type Server, type ServerResponse } from "node:http";
import { Deployment, eventually } from "../harness.ts";

const contract = (surface: string, more = ""): string =>
  `bellwether: 1\nsurface: ${surface}\nversion: 1.0.0\nmode: verify\nmodel: { provider: openai, id: gpt-5.5 }\n${more}`;
const event = (content: string): string =>
  `data: ${JSON.stringify({ id: "c1", model: "gpt-5.5", choices: [{ index: 0, delta: { content } }] })}\n\n`;
const LAST = `data: {"id":"c1","model":"gpt-5.5","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n`;
const answer = (model: string): string =>
  JSON.stringify({
    id: "c1",
    model,
    choices: [{ index: 0, message: { role: "assistant", content: model }, finish_reason: "stop" }],
  });
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("an upstream that does as it likes", () => {
  let deployment: Deployment;
  let upstream: Server;
  const keys: Record<string, string> = {};
  /** What it does with a request for a model. */
  let reply: (response: ServerResponse, model: string) => unknown = () => undefined;
  let asked: string[] = [];
  beforeAll(async () => {
    upstream = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => {
        body += chunk.toString();
      });
      request.on("end", () => {
        const { model } = JSON.parse(body) as { model: string };
        asked.push(model);
        void reply(response, model);
      });
    });
    await new Promise<void>((resolve) => {
      upstream.listen(0, "127.0.0.1", resolve);
    });
    const { port } = upstream.address() as { port: number };
    deployment = await Deployment.start({
      contracts: {
        alone: contract("alone"),
        backed: contract("backed", "fallbacks: [ { provider: openai, id: gpt-5.5-mini } ]\n"),
      },
      config: `upstreams:\n  openai: { base_url: "http://127.0.0.1:${port}/v1", key: none }\nlimits: { upstream_timeout: 1s }\n`,
    });
    for (const surface of ["alone", "backed"]) keys[surface] = await deployment.key("--surface", surface);
  });
  afterAll(async () => {
    await deployment.stop();
    upstream.closeAllConnections();
    upstream.close();
  });

  const ask = (surface: string, stream = false, signal?: AbortSignal): Promise<Response> => {
    asked = [];
    return fetch(`${deployment.url}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${keys[surface]}` },
      body: JSON.stringify({ model: "gpt-5.5", stream, messages: [{ role: "user", content: "Hi" }] }),
      ...(signal === undefined ? {} : { signal }),
    });
  };
  const recorded = (response: Response): Promise<Record<string, unknown>> =>
    deployment.record(response.headers.get("bellwether-exchange"));
  const streaming = (response: ServerResponse): ServerResponse =>
    response.writeHead(200, { "content-type": "text/event-stream" });

  test("is passed on as it was where it sends events of a megabyte", async () => {
    const sent = Array.from({ length: 4 }, (_, n) => event(`${n}`.repeat(1024 * 1024))).join("") + LAST;
    reply = (response) => streaming(response).end(sent);
    const response = await ask("alone", true);
    expect((await response.text()) === sent).toBe(true);
    expect(await recorded(response)).toMatchObject({ outcome: "complete", response_bytes: sent.length });
  });

  test("is passed on as it was where it sends one byte at a time", async () => {
    const sent = event("ä €") + LAST;
    reply = async (response) => {
      streaming(response);
      for (const byte of Buffer.from(sent)) {
        response.write(Uint8Array.of(byte));
        await turn();
      }
      response.end();
    };
    const response = await ask("alone", true);
    expect(await response.text()).toBe(sent);
    expect(await recorded(response)).toMatchObject({ outcome: "complete", model_served: "gpt-5.5" });
  });

  test("is waited for where it is slow, as long as something comes", async () => {
    reply = async (response) => {
      streaming(response);
      // In all longer than it may be silent.
      for (let n = 0; n < 8; n++) {
        response.write(event(`${n}`));
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
      response.end(LAST);
    };
    const response = await ask("alone", true);
    expect(await response.text()).toContain("[DONE]");
    expect((await recorded(response))["outcome"]).toBe("complete");
  });

  test("has failed where it says nothing for too long, and a stream that falls silent says so to its client", async () => {
    reply = () => undefined;
    const silent = await ask("alone");
    expect([silent.status, silent.headers.get("bellwether-error")]).toEqual([504, "upstream_timeout"]);
    reply = (response) => streaming(response).write(event("half"));
    const halfway = await ask("alone", true);
    expect(halfway.status).toBe(200);
    const text = await halfway.text().catch(() => "broken off");
    expect(text).not.toContain("[DONE]");
    const outcomes = [await recorded(silent), await recorded(halfway)].map(({ outcome }) => outcome);
    expect(outcomes).toEqual(["failed", "cut"]);
  });

  test.each([429, 529])(
    "that answers %d to everybody is asked once a request, and a declared fallback then",
    async (status) => {
      reply = (response, model) => {
        const down = model === "gpt-5.5";
        response.writeHead(down ? status : 200, { "content-type": "application/json", "retry-after": "7" });
        response.end(down ? '{"error":{"message":"too many"}}' : answer(model));
      };
      const alone = await Promise.all(Array.from({ length: 40 }, () => ask("alone")));
      expect(alone.map((response) => [response.status, response.headers.get("retry-after")])).toEqual(
        alone.map(() => [status, "7"]),
      );
      expect(asked.length).toBe(40);
      expect(await recorded(alone[0]!)).toMatchObject({ status, attempts_count: 1 });
      const backed = await Promise.all(Array.from({ length: 40 }, () => ask("backed")));
      expect(backed.map((response) => response.status)).toEqual(backed.map(() => 200));
      expect([asked.length, new Set(asked).size]).toEqual([80, 2]);
      expect(await recorded(backed[0]!)).toMatchObject({
        attempts_count: 2,
        model_served: "gpt-5.5-mini",
        delegated: true,
      });
    },
  );

  test("that answers when its client has left answers nobody else", async () => {
    const { promise: called, resolve: call } = Promise.withResolvers<ServerResponse>();
    reply = (response) => call(response);
    const client = new AbortController();
    const left = ask("alone", false, client.signal).then(
      () => "answered",
      () => "left",
    );
    const late = await called;
    client.abort();
    expect(await left).toBe("left");
    late.end(answer("somebody else's"));
    reply = (response, model) => response.end(answer(model));
    const next = await ask("alone");
    expect(await next.text()).toBe(answer("gpt-5.5"));
    await recorded(next);
    await eventually(
      async () =>
        (await deployment.rows({ show: "exchange", where: "outcome=cancelled" })).length === 1 ? true : undefined,
      10_000,
      () => "the exchange whose client left is not recorded as cancelled",
    );
  });
});
