import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { readStream } from "../../wire/codec-suite/reading.ts";
import { CODECS } from "../../wire/codecs.ts";
import { parseFaults } from "./faults.ts";
import { directive, testLab, user } from "./lab-fixture.ts";
import { scriptOf } from "./script.ts";

const STREAMED = {
  stream: true,
  messages: [user(directive({ text: "one two three four five six seven eight nine ten" }))],
};

describe("a fault by header", () => {
  test("refuses with a status, in the provider's own words", async () => {
    const { message, chat } = testLab();
    const types: string[] = [];
    for (const status of [400, 429, 500, 529]) {
      const refused = await message({}, { "x-lab-fault": `status=${status}` });
      expect(refused.status).toBe(status);
      types.push(refused.body.error.type);
    }
    expect(types).toEqual(["invalid_request_error", "rate_limit_error", "api_error", "overloaded_error"]);
    const limited = await chat({}, { "x-lab-fault": "status=429, retry-after=7, should-retry=false" });
    expect(limited.body.error.code).toBe("rate_limit_exceeded");
    expect(limited.headers.get("retry-after")).toBe("7");
    expect(limited.headers.get("x-should-retry")).toBe("false");
  });

  test("strikes once or so many times, by the bytes of the request, so that a retry succeeds", async () => {
    const { message } = testLab();
    const statuses = async (list: string, request = {}) => {
      const seen: number[] = [];
      for (let call = 0; call < 4; call++) seen.push((await message(request, { "x-lab-fault": list })).status);
      return seen;
    };
    expect(await statuses("once:status=529")).toEqual([529, 200, 200, 200]);
    expect(await statuses("once:status=529", { max_tokens: 5 })).toEqual([529, 200, 200, 200]);
    expect(await statuses("times=2:status=429, times=3:status=500")).toEqual([500, 500, 500, 200]);
    expect(await statuses("status=400")).toEqual([400, 400, 400, 400]);
  });

  test("serves another model than the one that was asked", async () => {
    const { message, chat, lab } = testLab();
    const header = { "x-lab-fault": "serve-model=claude-haiku-4-5" };
    expect((await message({}, header)).body.model).toBe("claude-haiku-4-5");
    expect((await chat({}, { "x-lab-fault": "serve-model=gpt-4o-mini" })).body.model).toBe("gpt-4o-mini");
    expect(lab.ledger.since(0)[0]).toMatchObject({
      requested_model: "claude-opus-4-6",
      served_model: "claude-haiku-4-5",
    });
  });

  test("waits before the head, in the middle, and before each event", async () => {
    const waits: number[] = [];
    const { message, ask } = testLab({
      sleep: (ms) => {
        waits.push(ms);
        return Promise.resolve();
      },
    });
    await message({}, { "x-lab-fault": "delay=70" });
    expect(waits.splice(0)).toEqual([70]);
    const body = { model: "m", max_tokens: 100, ...STREAMED };
    await ask("/v1/messages", body, { "x-lab-fault": "silent=400@3" });
    expect(waits.splice(0)).toEqual([400]);
    const slow = await ask("/v1/messages", body, { "x-lab-fault": "slow=5" });
    expect(waits).toEqual(Array.from({ length: slow.text.split("\n\n").length - 1 }, () => 5));
  });

  test("that there is not, or with a value that it cannot have, is refused", async () => {
    const { message } = testLab();
    for (const list of ["oops", "status=200", "delay", "delay=-1", "cut=x", "toString", "once:"]) {
      expect(await message({}, { "x-lab-fault": list }), list).toMatchObject({ status: 400 });
    }
    expect(parseFaults(" , once:cut=3 ,reset")).toMatchObject([
      { times: 1, effect: { cut: { after: 3 } } },
      { effect: { reset: true } },
    ]);
  });

  test("of a whole answer cuts its body", async () => {
    const { lab } = testLab();
    const body = JSON.stringify({ model: "m", max_tokens: 10, messages: [user("say hi")] });
    for (const [fault, outcome] of [
      ["cut", "cut"],
      ["cut-clean", "cut"],
      ["malformed", "whole"],
    ] as const) {
      const request = new Request("http://lab/v1/messages", {
        method: "POST",
        body,
        headers: { "x-lab-fault": fault },
      });
      const text = await (await lab.handle(request)).text().catch(() => "cut");
      expect(() => JSON.parse(text) as unknown).toThrow();
      expect(lab.ledger.since(0).at(-1)?.outcome).toBe(outcome);
    }
  });
});

describe("a fault in mid-stream", () => {
  for (const [format, path, model] of [
    ["anthropic-messages", "/v1/messages", "claude-opus-4-6"],
    ["openai-chat", "/v1/chat/completions", "gpt-4o"],
  ] as const) {
    const codec = CODECS[format];
    const body = { model, max_tokens: 100, ...STREAMED };
    const read = async (fault: string) => {
      const { ask } = testLab();
      const { bytes } = await ask(path, body, fault === "" ? {} : { "x-lab-fault": fault });
      return { facts: readStream(codec, bytes), bytes };
    };

    test(`leaves a stream of ${format} unfinished where it ends in the middle`, async () => {
      const { facts, bytes } = await read("cut-clean");
      expect(facts).toMatchObject({ complete: false, model });
      expect(facts.finishReason).toBeUndefined();
      const whole = (await read("")).bytes;
      expect(Buffer.from(whole.subarray(0, bytes.length)).equals(bytes)).toBe(true);
    });

    test(`ends a stream of ${format} with an error`, async () => {
      expect((await read("error-event=4")).facts).toMatchObject({ complete: true, error: { message: "Overloaded" } });
    });

    test(`puts something into a stream of ${format} that changes none of its facts`, async () => {
      const whole = await read("");
      const big = await read("big-event=100000");
      expect(big.bytes.length).toBeGreaterThan(100_000);
      // The ids follow the body, which is the same.
      expect({ ...big.facts, id: "" }).toEqual({ ...whole.facts, id: "" });
      const malformed = await read("malformed=2");
      expect(malformed.facts).toEqual(whole.facts);
    });

    test(`errors a stream of ${format} that is cut, behind the events that it was to send`, async () => {
      const { lab } = testLab();
      const request = (fault: string): Request =>
        new Request(`http://lab${path}`, {
          method: "POST",
          body: JSON.stringify(body),
          headers: { "x-lab-fault": fault },
        });
      for (const [fault, chunks] of [
        ["cut=3", 3],
        ["cut=0", 0],
        ["reset", 0],
      ] as const) {
        const reader = (await lab.handle(request(fault))).body?.getReader();
        for (let chunk = 0; chunk < chunks; chunk++) expect((await reader?.read())?.done).toBe(false);
        expect(
          await reader?.read().then(
            () => "went on",
            () => "cut",
          ),
        ).toBe("cut");
        expect(lab.ledger.since(0).at(-1)).toMatchObject({ outcome: "cut", faults: [fault] });
      }
    });
  }
});

describe("a fault by directive", () => {
  test("strikes the request that says it, at the step that says it", async () => {
    const { message } = testLab();
    const tools = [{ name: "Bash", input_schema: {} }];
    const said = user(directive({ steps: [{ tool: "Bash" }, { fault: "once:status=529", text: "ok" }] }));
    const first = await message({ tools, messages: [said] });
    expect(first.status).toBe(200);
    const result = { type: "tool_result", tool_use_id: first.body.content[0]?.id, content: "x" };
    const messages = [said, { role: "assistant", content: first.body.content }, user([result])];
    expect((await message({ tools, messages })).status).toBe(529);
    expect((await message({ tools, messages })).body.content).toMatchObject([{ text: "ok" }]);
  });
});

describe("a fault by order", () => {
  test("strikes the calls that it matches, as often as it says", async () => {
    const { ask, message, chat } = testLab();
    const order = (value: unknown) => ask("/lab/faults", value);
    await order({ fault: "status=500", times: 2, match: { path: "/v1/messages", contains: "say hi" } });
    expect((await chat({})).status).toBe(200);
    expect((await message({ messages: [user("other")] })).status).toBe(200);
    const statuses = [(await message({})).status, (await message({})).status, (await message({})).status];
    expect(statuses).toEqual([500, 500, 200]);
    await order({ fault: "serve-model=x", match: { model: "claude-haiku-4-5" } });
    expect((await message({ model: "claude-haiku-4-5" })).body.model).toBe("x");
    expect(JSON.parse((await ask("/lab/faults", null, {}, "GET")).text)).toMatchObject({
      faults: [{ left: 0 }, { left: null }],
    });
    await ask("/lab/faults", null, {}, "DELETE");
    expect((await message({ model: "claude-haiku-4-5" })).body.model).toBe("claude-haiku-4-5");
    expect((await order({ fault: "oops" })).status).toBe(400);
    expect((await order({})).status).toBe(400);
  });
});

test("a script sends the events in their order, all of them unless something ends it", () => {
  const errors = { errorEvent: "E", bigEvent: (text: string) => text };
  fc.assert(
    fc.property(
      fc.array(fc.string({ minLength: 1 }), { maxLength: 20 }),
      fc.constantFrom("cut", "cutClean", "none"),
      fc.option(fc.nat(25), { nil: undefined }),
      fc.boolean(),
      (events, end, after, slow) => {
        const faults = { ...(end === "none" ? {} : { [end]: { after } }), ...(slow ? { slow: 1 } : {}) };
        const { steps, whole } = scriptOf({ kind: "events", events }, faults, errors);
        const sent = steps.flatMap((step) => (step.kind === "send" ? [new TextDecoder().decode(step.bytes)] : []));
        const ended = end !== "none" && events.length > 0;
        const most = ended ? Math.min(events.length, after ?? Math.ceil(events.length / 2)) : events.length;
        expect(sent).toEqual(events.slice(0, most).map((event) => event.toWellFormed()));
        expect(whole).toBe(!ended);
        expect(steps.some((step) => step.kind === "cut")).toBe(ended && end === "cut");
      },
    ),
  );
});
