import { describe, expect, test } from "bun:test";
import { message, MODEL, OTHER_MODEL } from "./fixtures/answers.ts";
import { bodyOf, json, type Reaction, unreachable } from "./fixtures/fake-upstream.ts";
import { ask, contractText, Rig, upstreamConfig } from "./fixtures/rig.ts";

const THIRD_MODEL = "claude-sonnet-4-6";
const FALLBACKS = `fallbacks: [{ provider: spare, id: ${OTHER_MODEL} }, { id: ${THIRD_MODEL} }]\n`;
const upstreams = [upstreamConfig(), upstreamConfig({ name: "spare", baseUrl: "http://spare.test", region: "eu" })];
const withFallbacks = (mode = "enforce"): Rig => new Rig({ contract: contractText(mode, FALLBACKS), upstreams });

describe("a request that fails", () => {
  test("is sent again only where it certainly never reached the upstream", async () => {
    const rig = new Rig();
    rig.upstream.will(unreachable(false), unreachable(false), json(message()));
    expect((await rig.send(ask())).status).toBe(200);
    expect(rig.record()).toMatchObject({ attempts_count: 3, outcome: "complete" });
  });

  test("is never sent twice once it may have been worked on", async () => {
    for (const reaction of [unreachable(true), json({}, 500), json({}, 529), json({}, 503)]) {
      const rig = new Rig();
      rig.upstream.will(reaction, json(message()));
      expect((await rig.send(ask())).status).toBeGreaterThanOrEqual(500);
      expect(rig.upstream.requests.length).toBe(1);
    }
  });

  test("is sent again where that changes and costs nothing, but not against a rate limit", async () => {
    const path = { path: "/v1/messages/count_tokens" };
    const rig = new Rig();
    rig.upstream.will(json({}, 503), unreachable(true), json({ input_tokens: 1 }));
    const response = await rig.send(ask(), {}, path);
    expect([response.status, await response.json()]).toEqual([200, { input_tokens: 1 }]);
    const limited = new Rig();
    limited.upstream.will(json({}, 429));
    const refused = await limited.send(ask(), {}, path);
    expect([refused.status, limited.upstream.requests.length]).toEqual([429, 1]);
  });

  test("is not sent to another upstream that no contract names", async () => {
    const rig = new Rig({ upstreams });
    rig.upstream.will(json({}, 529), json(message()));
    expect((await rig.send(ask())).status).toBe(529);
    expect(rig.upstream.requests.map(({ url }) => url)).toEqual(["http://upstream.test/v1/messages"]);
  });
});

describe("declared fallbacks", () => {
  test("are asked in order, each for its own model, and everything else as it was sent", async () => {
    const rig = withFallbacks();
    rig.upstream.will(json({}, 529), unreachable(true), json(message(THIRD_MODEL)));
    const response = await rig.send(ask({ temperature: 1, odd: { model: "x" } }));
    expect(response.status).toBe(200);
    expect(rig.upstream.requests.map((sent) => [new URL(sent.url).host, bodyOf(sent)])).toEqual([
      ["upstream.test", ask({ temperature: 1, odd: { model: "x" } })],
      ["spare.test", ask({ temperature: 1, odd: { model: "x" }, model: OTHER_MODEL })],
      ["upstream.test", ask({ temperature: 1, odd: { model: "x" }, model: THIRD_MODEL })],
    ]);
    expect(response.headers.get("bellwether-delegation")).toBe(
      `allowed; to=${THIRD_MODEL}; reason=fallback; rule=fallbacks[1]`,
    );
  });

  test("are in the record with every attempt, and with the model that was sent in the end", async () => {
    const rig = withFallbacks();
    rig.upstream.will(json({}, 529), json(message(OTHER_MODEL)));
    const response = await rig.send(ask());
    expect(response.headers.get("bellwether-model")).toContain(`sent=${OTHER_MODEL}; served=${OTHER_MODEL}`);
    const record = rig.record();
    expect(record).toMatchObject({
      model_requested: MODEL,
      model_sent: OTHER_MODEL,
      model_served: OTHER_MODEL,
      upstream: "spare",
      region: "eu",
      delegated: true,
      attempts_count: 2,
      violations: [],
    });
    expect(JSON.parse(record.attempts)).toMatchObject([
      { upstream: "anthropic", status: 529, ended: "status 529, fell back" },
      { upstream: "spare", model: OTHER_MODEL, status: 200, ended: "answered" },
    ]);
    expect(JSON.parse(record.delegations)).toEqual([
      { from: MODEL, to: OTHER_MODEL, reason: "fallback", rule: "fallbacks[0]", allowed: true },
    ]);
    expect(record.sent_digest).toStartWith("sha256:");
  });

  test("are no substitutes where the contract leaves the model to the caller", async () => {
    const rig = new Rig({
      contract: contractText("enforce", `fallbacks: [{ id: ${OTHER_MODEL} }]\n`, "output: { max_tokens: 100 }"),
    });
    rig.upstream.will(json({}, 529), json(message(OTHER_MODEL)));
    expect((await rig.send(ask())).status).toBe(200);
  });

  test("are not asked after an answer that is the caller's own doing", async () => {
    for (const status of [400, 401, 404, 413]) {
      const rig = withFallbacks();
      rig.upstream.will(json({}, status), json(message(OTHER_MODEL)));
      expect((await rig.send(ask())).status).toBe(status);
      expect(rig.upstream.requests.length).toBe(1);
    }
  });

  test("are not asked where the caller demands that nobody else answers", async () => {
    for (const headers of [{ "bellwether-require": "substitution=none" }, { "bellwether-allow-delegate": "none" }]) {
      const rig = withFallbacks();
      rig.upstream.will(json({}, 529), json(message(OTHER_MODEL)));
      expect((await rig.send(ask(), headers)).status).toBe(529);
      expect(rig.upstream.requests.length).toBe(1);
    }
  });

  test("that all fail give the last one's answer", async () => {
    const rig = withFallbacks();
    rig.upstream.will(json({}, 529), json({}, 500), json({ last: true }, 503));
    const response = await rig.send(ask());
    expect([response.status, await response.json()]).toEqual([503, { last: true }]);
  });

  test("are found by the wire that they speak where no upstream has the provider's name", async () => {
    const rig = new Rig({
      contract: contractText("enforce", `fallbacks: [{ provider: anthropic, id: ${OTHER_MODEL} }]\n`),
      upstreams: [upstreamConfig({ name: "main" })],
    });
    rig.upstream.will(json({}, 529), json(message(OTHER_MODEL)));
    expect((await rig.send(ask())).status).toBe(200);
  });

  test("have the whole time of an upstream each", async () => {
    const rig = withFallbacks();
    const slow: Reaction = (request) => {
      rig.clock.advance(599_000);
      rig.silence.sweep();
      return json({}, 529)(request);
    };
    rig.upstream.will(slow, slow, json(message(THIRD_MODEL)));
    expect((await rig.send(ask())).status).toBe(200);
  });

  test("are not asked when the client has gone", async () => {
    const rig = withFallbacks();
    const client = new AbortController();
    rig.upstream.will(
      (request) => {
        client.abort();
        return json({}, 529)(request);
      },
      json(message(OTHER_MODEL)),
    );
    await rig.send(ask(), {}, { signal: client.signal });
    expect(rig.upstream.requests.length).toBe(1);
    expect(rig.record().outcome).toBe("cancelled");
    expect(rig.isIdle()).toBe(true);
  });
});
