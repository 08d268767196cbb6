import { describe, expect, test } from "bun:test";
import { HandFed, json, type Reaction } from "./fixtures/fake-upstream.ts";
import { ask, contractText, errorOf, KEY, Rig, upstreamConfig } from "./fixtures/rig.ts";

const ELSEWHERE = "http://elsewhere.test/v1/messages";
const STATUSES = [301, 302, 303, 307, 308];

/** Sends the caller to another address. */
const redirect = (status: number): Reaction => json({ moved: true }, status, { location: ELSEWHERE });

function openaiRig(): Rig {
  const contract = contractText("enforce", "", "output: { max_tokens: 100 }");
  return new Rig({ contract, upstreams: [upstreamConfig({ name: "openai", kind: "openai" })] });
}

describe.each(STATUSES)("an upstream that redirects with %i", (status) => {
  test("is an error in Anthropic's envelope, and leads nobody elsewhere", async () => {
    for (const stream of [false, true]) {
      const rig = new Rig();
      rig.upstream.will(redirect(status));
      const response = await rig.send(ask({ stream }));
      expect([response.status, response.headers.get("location")]).toEqual([502, null]);
      expect(response.headers.get("x-should-retry")).toBe("false");
      expect(await errorOf(response)).toMatchObject({ code: "upstream_redirected", type: "api_error" });
      expect(rig.upstream.requests.length).toBe(1);
      expect(rig.isIdle()).toBe(true);
    }
  });

  test("is an error in OpenAI's envelope, and leads nobody elsewhere", async () => {
    const rig = openaiRig();
    rig.upstream.will(redirect(status));
    const response = await rig.send(
      { model: "m", messages: [{ role: "user", content: "Hi" }] },
      { "x-api-key": "", authorization: `Bearer ${KEY}` },
      { path: "/v1/chat/completions" },
    );
    expect([response.status, response.headers.get("location")]).toEqual([502, null]);
    const { error } = (await response.json()) as { error: Record<string, unknown> };
    expect(error).toMatchObject({ type: "server_error", code: "upstream_redirected" });
    expect(rig.isIdle()).toBe(true);
  });

  test("is on the record with the status that it gave", async () => {
    const rig = new Rig();
    rig.upstream.will(redirect(status));
    await rig.send(ask());
    expect(rig.record()).toMatchObject({ outcome: "failed", status: 502, error_code: "upstream_redirected" });
    expect(JSON.parse(rig.record().attempts)).toMatchObject([{ upstream: "anthropic", status }]);
    expect(rig.spool.closes()).toEqual([1]);
  });
});

describe("a redirect", () => {
  test("is no answer on a path that nobody judges either", async () => {
    const rig = new Rig({ settings: { unknownPaths: "pass_and_record" } });
    rig.upstream.will(redirect(307));
    const response = await rig.send("{}", {}, { path: "/v1/files" });
    expect([response.status, response.headers.get("location")]).toEqual([502, null]);
    expect((await errorOf(response)).code).toBe("upstream_redirected");
    expect(rig.isIdle()).toBe(true);
  });

  test("says what its operator has to set, and not where it leads", async () => {
    const rig = new Rig();
    rig.upstream.will(redirect(308));
    const { message } = await errorOf(await rig.send(ask()));
    expect(message).toContain("base_url");
    expect(message).not.toContain("elsewhere.test");
  });

  test("that goes on talking is not listened to", async () => {
    const rig = new Rig();
    const stream = new HandFed();
    rig.upstream.will(async (request) => ({ ...(await stream.reaction(request)), status: 302 }));
    expect((await rig.send(ask())).status).toBe(502);
    expect(rig.upstream.requests[0]?.signal.aborted).toBe(true);
    expect(rig.isIdle()).toBe(true);
  });

  test("whose connection is lost behind its head is a redirect all the same", async () => {
    const rig = new Rig();
    const lost = new ReadableStream<Uint8Array>({ start: (controller) => controller.error(new Error("reset")) });
    rig.upstream.will(() => ({ status: 302, headers: new Headers({ location: ELSEWHERE }), body: lost }));
    const response = await rig.send(ask());
    expect([response.status, (await errorOf(response)).code]).toEqual([502, "upstream_redirected"]);
    expect(rig.reports).toEqual([]);
    expect(rig.isIdle()).toBe(true);
  });
});
