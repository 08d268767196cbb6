import { afterAll, describe, expect, test } from "bun:test";
import { sha256 } from "../../core/digest.ts";
import type { Came, Sent, Tape } from "../../scenario/cassette/tape.ts";
import { anthropic } from "../../scenario/client/anthropic.ts";
import { Line, type Seen } from "../../scenario/line.ts";
import { startProductRelay } from "./product-relay.ts";
import { askOver } from "./scenario-gateway.ts";

const asked: Headers[] = [];
const hanging = Promise.withResolvers<Response>();
const gateway = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  idleTimeout: 0,
  async fetch(request) {
    asked.push(request.headers);
    const body = await request.text();
    if (body.includes("hang")) return hanging.promise;
    const refused = body.includes("refuse");
    return new Response('{"content":[]}', {
      status: refused ? 409 : 200,
      headers: {
        "content-type": "application/json",
        "bellwether-exchange": `e${asked.length}`,
        ...(refused ? { "bellwether-error": "contract_violated" } : {}),
      },
    });
  },
});
afterAll(() => gateway.stop(true));

const url = `http://127.0.0.1:${gateway.port}`;
const where = { url, key: "bw_test", headers: { "x-own": "1" }, patience: 10_000 };
/** Answers one request from a tape, knows no other, and keeps what came. */
function tapeOf(known: string): Tape & { readonly came: readonly (Sent & Came)[] } {
  const came: (Sent & Came)[] = [];
  return {
    came,
    before: ({ body }) =>
      new TextDecoder().decode(body).includes(known)
        ? { headers: { "x-lab-replay": "a.jsonl#0" } }
        : { unknown: "the cassette does not know it" },
    after: (sent, what) => {
      came.push({ ...sent, ...what });
      return undefined;
    },
  };
}

describe("a request over a session's line", () => {
  test("comes back with what was sent, the digest of what came, and the gateway's own code", async () => {
    const line = new Line("s", 1_000);
    const seen: Seen[] = [];
    line.onSeen = (one) => void seen.push(one);
    const ask = askOver(line, where);
    expect(await ask(anthropic, { a: 1 })).toEqual({ status: 200, body: { content: [] } });
    expect(await ask(anthropic, { a: "refuse" })).toMatchObject({ status: 409, code: "contract_violated" });
    expect(seen.map(({ request, response }) => [new TextDecoder().decode(request), response])).toEqual([
      ['{"a":1}', sha256('{"content":[]}')],
      ['{"a":"refuse"}', sha256('{"content":[]}')],
    ]);
    expect(asked.at(-1)?.get("bellwether-session")).toBe("s");
    expect(asked.at(-1)?.get("x-own")).toBe("1");
  });

  test("ends when its client hangs up", async () => {
    const hangUp = new AbortController();
    const answered = askOver(new Line("s", 1), where, hangUp.signal)(anthropic, { a: "hang" });
    hangUp.abort();
    expect((await answered).status).toBe(0);
  });

  test("is answered from a tape without the fault that was recorded with it, and goes nowhere where that does not know it", async () => {
    const tape = tapeOf("known");
    const line = new Line("s", 1);
    line.fault = "once:status=529";
    const ask = askOver(line, { ...where, tape });
    expect((await ask(anthropic, { a: "known" })).status).toBe(200);
    expect(["x-lab-replay", "x-lab-fault"].map((name) => asked.at(-1)?.get(name))).toEqual(["a.jsonl#0", null]);
    expect(tape.came).toMatchObject([{ path: "/v1/messages", status: 200, type: "application/json", refused: false }]);
    const before = asked.length;
    expect(await ask(anthropic, { a: "other" })).toMatchObject({
      status: 0,
      body: { error: { message: "the cassette does not know it" } },
    });
    expect([asked.length, line.lost]).toEqual([before, "the cassette does not know it"]);
  });
});

test("a product's requests are answered from a tape too, but for those that ask for no answer", async () => {
  const tape = tapeOf("known");
  const line = new Line("s", 1);
  const relay = startProductRelay(line, { ...where, tape });
  const send = async (path: string, body: string): Promise<number> => {
    const response = await fetch(`${relay.url}${path}`, { method: "POST", body });
    await response.text();
    return response.status;
  };
  try {
    expect(await send("/v1/messages/count_tokens", '{"a":"other"}')).toBe(200);
    expect(await send("/v1/messages", '{"a":"known"}')).toBe(200);
    expect(await send("/v1/messages", '{"a":"known, refuse"}')).toBe(409);
    expect(tape.came.map(({ body, refused }) => [new TextDecoder().decode(body), refused])).toEqual([
      ['{"a":"known"}', false],
      ['{"a":"known, refuse"}', true],
    ]);
    expect(line.lost).toBeUndefined();
    expect(await send("/v1/messages", '{"a":"other"}')).toBe(404);
    expect([line.lost, line.away]).toEqual(["the cassette does not know it", true]);
  } finally {
    await relay.stop();
  }
});
