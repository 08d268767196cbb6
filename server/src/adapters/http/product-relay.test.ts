import { afterAll, expect, test } from "bun:test";
import { sha256 } from "../../core/digest.ts";
import { Line, type Seen } from "../../scenario/line.ts";
import { startProductRelay } from "./product-relay.ts";

const seen: { path: string; headers: Headers; body: string }[] = [];
const gateway = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  idleTimeout: 0,
  async fetch(request) {
    const { pathname, search } = new URL(request.url);
    seen.push({ path: pathname + search, headers: request.headers, body: await request.text() });
    return new Response("data: 1\n\ndata: 2\n\n", {
      status: 201,
      headers: { "content-type": "text/event-stream", "bellwether-exchange": `e${seen.length}` },
    });
  },
});
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
afterAll(() => gateway.stop(true));

test("a product's requests go on as they are, with the session's headers and the test's key in place of its own", async () => {
  const line = new Line("session-1", 1_000, "assistant@1.0.0");
  const relay = startProductRelay(line, {
    url: `http://127.0.0.1:${gateway.port}`,
    key: "bw_test",
    headers: {},
    patience: 10_000,
  });
  try {
    line.fault = "once:status=529";
    const told: Seen[] = [];
    line.onSeen = (one) => void told.push(one);
    const send = async (): Promise<Response> =>
      fetch(`${relay.url}/v1/messages?beta=true`, {
        method: "POST",
        headers: { "x-api-key": "its-own", authorization: "Bearer its-own", "anthropic-beta": "b1" },
        body: '{"model":"m"}',
      });
    const response = await send();
    await (await send()).text();
    expect([response.status, await response.text()]).toEqual([201, "data: 1\n\ndata: 2\n\n"]);
    expect(line.taken()).toEqual(["e1", "e2"]);
    expect(line.taken()).toEqual([]);
    const [first, second] = seen;
    expect([first?.path, first?.body]).toEqual(["/v1/messages?beta=true", '{"model":"m"}']);
    const header = (name: string): unknown => first?.headers.get(name);
    expect(
      ["anthropic-beta", "bellwether-session", "bellwether-clock", "bellwether-contract", "bellwether-key"].map(header),
    ).toEqual(["b1", "session-1", "1000", "assistant@1.0.0", "bw_test"]);
    expect(["x-api-key", "authorization"].map(header)).toEqual([null, null]);
    expect([first, second].map((one) => one?.headers.get("x-lab-fault"))).toEqual(["once:status=529", null]);
    await fetch(`${relay.url}/v1/messages/count_tokens`, { method: "POST", body: "{}" });
    // What asks for an answer is told, with what was sent and the digest of all that came.
    expect(told.map(({ exchange, path, request, response }) => [exchange, path, text(request), response])).toEqual([
      ["e1", "/v1/messages", '{"model":"m"}', sha256("data: 1\n\ndata: 2\n\n")],
      ["e2", "/v1/messages", '{"model":"m"}', expect.anything()],
    ]);
  } finally {
    await relay.stop();
  }
});
