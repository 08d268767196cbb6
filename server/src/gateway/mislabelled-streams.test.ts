import { describe, expect, test } from "bun:test";
import { message, messageEvents, MODEL, OTHER_MODEL } from "./fixtures/answers.ts";
import { HandFed, json, type Reaction } from "./fixtures/fake-upstream.ts";
import { ask, contractText, drain, errorOf, KEY, Rig, upstreamConfig } from "./fixtures/rig.ts";

const [FIRST = "", ...REST] = messageEvents();
const TYPES = [
  "text/plain",
  "text/plain; charset=utf-8",
  "application/octet-stream",
  "text/html",
  "application/json",
  undefined,
];

/** A reaction whose answer is called something else, or nothing at all. */
function called(type: string | undefined, reaction: Reaction): Reaction {
  return async (request) => {
    const response = await reaction(request);
    const headers = new Headers(response.headers);
    headers.delete("content-type");
    if (type !== undefined) headers.set("content-type", type);
    return { ...response, headers };
  };
}

/** A chunk of a streamed completion. */
function chunk(model: string, content: string): string {
  return `data: ${JSON.stringify({ id: "c1", model, choices: [{ index: 0, delta: { content } }] })}\n\n`;
}

describe.each(TYPES)("a stream that was asked for and is called %p", (type) => {
  test.each(["verify", "enforce"])(
    "is refused before its content under %s where somebody else speaks",
    async (mode) => {
      const rig = new Rig({ contract: contractText(mode) });
      const stream = new HandFed();
      rig.upstream.will(called(type, stream.reaction));
      stream.feed(messageEvents(OTHER_MODEL)[0] ?? "");
      const response = await rig.send(ask({ stream: true }));
      expect([response.status, response.headers.get("content-type")]).toEqual([409, "application/json"]);
      expect(await errorOf(response)).toMatchObject({ code: "contract_violated" });
      expect(rig.upstream.requests[0]?.signal.aborted).toBe(true);
      expect(rig.record()).toMatchObject({ outcome: "refused", model_served: OTHER_MODEL, delegated: true });
      expect(rig.isIdle()).toBe(true);
    },
  );

  test.each(["observe", "enforce"])("reaches the client under %s as it comes, byte for byte", async (mode) => {
    const rig = new Rig({ contract: contractText(mode) });
    const stream = new HandFed();
    rig.upstream.will(called(type, stream.reaction));
    stream.feed(FIRST);
    const response = await rig.send(ask({ stream: true }));
    const reader = response.body?.getReader();
    const begun = await reader?.read();
    expect(new TextDecoder().decode(begun?.value)).toBe(FIRST);
    reader?.releaseLock();
    stream.feed(REST.join(""));
    stream.end();
    expect(await drain(response)).toEqual({ text: REST.join(""), broken: false });
    expect([response.status, response.headers.get("content-type")]).toEqual([200, type ?? null]);
    expect(rig.record()).toMatchObject({ outcome: "complete", model_served: MODEL, finish_reason: "end_turn" });
    expect(rig.isIdle()).toBe(true);
  });

  test("breaks off at the client where it is cut", async () => {
    const rig = new Rig();
    const stream = new HandFed();
    rig.upstream.will(called(type, stream.reaction));
    stream.feed(FIRST);
    stream.end();
    expect((await drain(await rig.send(ask({ stream: true })))).broken).toBe(true);
    expect(rig.record()).toMatchObject({ outcome: "cut", error_code: "upstream_cut" });
    expect(rig.isIdle()).toBe(true);
  });

  test("is judged in OpenAI's format too", async () => {
    const rig = new Rig({ upstreams: [upstreamConfig({ name: "anthropic", kind: "openai" })] });
    const stream = new HandFed();
    rig.upstream.will(called(type, stream.reaction));
    stream.feed(chunk(OTHER_MODEL, "theirs"));
    const response = await rig.send(
      { model: MODEL, stream: true, messages: [{ role: "user", content: "Hi" }] },
      { "x-api-key": "", authorization: `Bearer ${KEY}` },
      { path: "/v1/chat/completions" },
    );
    expect(response.status).toBe(409);
    expect(await response.text()).not.toContain("theirs");
    expect(rig.record().violations).toContain("SERVED_MODEL_MISMATCH");
    expect(rig.isIdle()).toBe(true);
  });

  test("is an error's own text where the upstream failed", async () => {
    const rig = new Rig();
    rig.upstream.will(called(type, json("no upstream is healthy", 503)));
    const response = await rig.send(ask({ stream: true }));
    expect([response.status, await response.text()]).toEqual([503, "no upstream is healthy"]);
    expect(rig.record()).toMatchObject({ outcome: "failed", status: 503 });
    expect(rig.isIdle()).toBe(true);
  });
});

describe("a document", () => {
  test.each(TYPES)("that is called %p is judged as one where no stream was asked for", async (type) => {
    const rig = new Rig();
    rig.upstream.will(called(type, json(message())), called(type, json(message(OTHER_MODEL))));
    const own = await rig.send(ask());
    expect([own.status, await own.json()]).toEqual([200, message()]);
    expect((await rig.send(ask())).status).toBe(409);
    expect(rig.isIdle()).toBe(true);
  });

  test.each([...TYPES, "application/json"])(
    "that came as %p where a stream was asked for is judged as what it is",
    async (type) => {
      const rig = new Rig();
      const spaced = `\ufeff\n  ${JSON.stringify(message(OTHER_MODEL))}`;
      rig.upstream.will(
        called(type, json(message())),
        called(type, json(message(OTHER_MODEL))),
        called(type, json(spaced)),
      );
      const own = await rig.send(ask({ stream: true }));
      expect([own.status, await own.json()]).toEqual([200, message()]);
      for (const _ of [1, 2]) expect((await rig.send(ask({ stream: true }))).status).toBe(409);
      expect(rig.isIdle()).toBe(true);
    },
  );
});
