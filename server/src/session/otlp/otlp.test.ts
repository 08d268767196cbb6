import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { BellwetherError } from "../../core/error.ts";
import { exportAsJson } from "../../exchange/telemetry/encode.ts";
import { spansOfRecord } from "../../exchange/telemetry/spans-of-record.ts";
import type { JsonObject } from "../../wire/json/value.ts";
import { exportAnswer, exportFailure } from "./answers.ts";
import { exchangesOfSpans } from "./exchanges-of-spans.ts";
import { streamedRecord, T0 } from "../../exchange/telemetry/fixtures/streamed-record.ts";
import { otlpProtobuf } from "../../exchange/telemetry/otlp-protobuf.ts";
import { jsonOf, type Plain, type PlainSpan, protobufOf } from "./fixtures/encode.ts";
import { protoFields, protoText } from "./proto-reader.ts";
import { spansOfJson } from "./read-json.ts";
import { spansOfProtobuf } from "./read-protobuf.ts";

const nanos = (seconds: number): bigint => BigInt(T0 + seconds * 1_000) * 1_000_000n;
const TRACE = "0af7651916cd43dd8448eb211c80319c";

function span(id: string, attributes: PlainSpan["attributes"], more: Partial<PlainSpan> = {}): PlainSpan {
  const times = { started: nanos(0), ended: nanos(2) };
  return { trace: TRACE, id, parent: "", name: "chat", ...times, attributes, events: [], failed: false, ...more };
}
const CHAT = {
  "gen_ai.operation.name": "chat",
  "gen_ai.provider.name": "anthropic",
  "gen_ai.request.model": "claude-opus-4-6",
  "gen_ai.response.model": "claude-opus-4-6",
  "gen_ai.usage.input_tokens": 100,
  "gen_ai.usage.output_tokens": 20,
};
const [A, B, C] = ["00f067aa0ba902b7", "00f067aa0ba902b8", "00f067aa0ba902b9"];
const told = (...spans: readonly PlainSpan[]) => exchangesOfSpans(spansOfJson(jsonOf(spans, {})));

describe("an export", () => {
  const plain: fc.Arbitrary<Plain> = fc.letrec<{ value: Plain }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.string(),
      fc.boolean(),
      fc.maxSafeInteger(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).filter((one) => !Number.isInteger(one)),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(fc.stringMatching(/^[a-z.]{1,8}$/), tie("value"), { maxKeys: 3 }),
    ),
  })).value;
  const attributes = fc.dictionary(fc.stringMatching(/^[a-z.]{1,12}$/), plain, { maxKeys: 4 });
  const id = fc.stringMatching(/^[0-9a-f]{16}$/);
  const time = fc.bigInt({ min: 0n, max: 2n ** 63n });
  const spans = fc.array(
    fc.record({
      trace: fc.stringMatching(/^[0-9a-f]{32}$/),
      id,
      parent: fc.oneof(fc.constant(""), id),
      name: fc.string(),
      started: time,
      ended: time,
      attributes,
      events: fc.array(fc.record({ name: fc.string(), at: time, attributes }), { maxLength: 2 }),
      failed: fc.boolean(),
    }),
    { maxLength: 3 },
  );

  test("says the same in JSON and in Protocol Buffers", () => {
    fc.assert(
      fc.property(spans, attributes, (all, resource) => {
        const json = JSON.parse(JSON.stringify(jsonOf(all, resource))) as JsonObject;
        expect(spansOfProtobuf(protobufOf(all, resource))).toEqual(spansOfJson(json) as never);
      }),
    );
  });

  test("is read to its end or refused with a RangeError, wherever it is cut or changed", () => {
    const whole = protobufOf([span(A, CHAT)], { "service.name": "shop" });
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(255), fc.boolean(), (at, byte, cut) => {
        const broken = cut ? whole.slice(0, at) : Uint8Array.from(whole);
        if (!cut && at < broken.length) broken[at] = byte;
        try {
          exchangesOfSpans(spansOfProtobuf(broken));
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(RangeError);
        }
      }),
    );
    fc.assert(
      fc.property(fc.json(), (json) => {
        const value = JSON.parse(json) as unknown;
        return (
          exchangesOfSpans(spansOfJson(typeof value === "object" && value !== null ? (value as JsonObject) : {}))
            .length >= 0
        );
      }),
    );
  });
});

describe("a span of a request to a model", () => {
  test("is an exchange by the conventions of today", () => {
    const [exchange] = told(
      span(A, {
        ...CHAT,
        "gen_ai.conversation.id": "c1",
        "gen_ai.agent.name": "searcher",
        "gen_ai.response.id": "msg_1",
        "gen_ai.response.finish_reasons": ["end_turn"],
        "gen_ai.request.reasoning.level": "high",
        "gen_ai.usage.cache_read.input_tokens": 60,
        "gen_ai.usage.reasoning.output_tokens": 5,
        "gen_ai.input.messages": JSON.stringify([
          { role: "user", parts: [{ type: "text", content: "Fix it." }] },
          { role: "assistant", parts: [{ type: "tool_call", id: "1", name: "Read", arguments: { file_path: "/a" } }] },
          { role: "tool", parts: [{ type: "tool_call_response", id: "1", result: "x" }] },
        ]),
        "gen_ai.output.messages": JSON.stringify([
          { role: "assistant", parts: [{ type: "text", content: "Done." }], finish_reason: "stop" },
        ]),
      }),
    );
    expect(exchange).toMatchObject({
      id: `${TRACE}/${A}`,
      session: "c1",
      at: T0,
      ended_at: T0 + 2_000,
      provider: "anthropic",
      model_served: "claude-opus-4-6",
      response: "msg_1",
      finish_reason: "end_turn",
      effort: "high",
      usage: { input: 100, output: 20, cache_read: 60, reasoning: 5 },
      brought: [{ said: "", results: [null] }],
      answer: { text: "Done.", calls: [] },
    });
  });

  test("is one by the names of before, and by those of neighbours", () => {
    const older = {
      "gen_ai.system": "openai",
      "gen_ai.request.model": "gpt-4o",
      "llm.request.type": "chat",
      "gen_ai.usage.prompt_tokens": "10",
      "gen_ai.usage.completion_tokens": 3,
      "gen_ai.prompt.0.role": "user",
      "gen_ai.prompt.0.content": "Hi",
      "gen_ai.completion.0.role": "assistant",
      "gen_ai.completion.0.content": "Hello",
    };
    const openInference = {
      "openinference.span.kind": "LLM",
      "llm.model_name": "gpt-4o",
      "llm.token_count.prompt": 10,
      "llm.token_count.completion": 3,
      "llm.input_messages.0.message.role": "user",
      "llm.input_messages.0.message.content": "Hi",
      "llm.output_messages.0.message.role": "assistant",
      "llm.output_messages.0.message.content": "Hello",
    };
    const vercel = {
      "ai.operationId": "ai.streamText.doStream",
      "ai.model.id": "gpt-4o",
      "ai.usage.promptTokens": 10,
      "ai.usage.completionTokens": 3,
      "ai.prompt.messages": '[{"role":"user","content":[{"type":"text","text":"Hi"}]}]',
      "ai.response.text": "Hello",
    };
    for (const names of [older, openInference, vercel])
      expect(told(span(A, names))[0]).toMatchObject({
        model_requested: "gpt-4o",
        usage: { input: 10, output: 3 },
        brought: [{ said: "Hi" }],
        answer: { text: "Hello" },
      });
  });

  test("tells of messages that are events of it", () => {
    const [exchange] = told(
      span(A, CHAT, {
        events: [
          { name: "gen_ai.user.message", at: nanos(0), attributes: { content: "Hi" } },
          { name: "gen_ai.choice", at: nanos(1), attributes: { message: '{"role":"assistant","content":"Hello"}' } },
        ],
      }),
    );
    expect(exchange).toMatchObject({ brought: [{ said: "Hi" }], answer: { text: "Hello" } });
  });

  test("reaches nothing that all objects share, whatever its attributes are called", () => {
    told(
      span(A, { ...CHAT, "llm.input_messages.__proto__.reached": "yes", "gen_ai.prompt.0.__proto__.reached": "yes" }),
    );
    expect(Object.prototype).not.toHaveProperty("reached");
  });

  test("has no time where it does not say when it began, and is inside of none where it names itself", () => {
    expect(told(span(A, CHAT, { started: 0n }))[0]?.at).toBeNaN();
    expect(told(span(A, CHAT, { parent: A }))).toHaveLength(1);
  });

  test("invents nothing that it does not say", () => {
    const [exchange] = told(span(A, { "gen_ai.operation.name": "chat" }));
    expect(exchange).toEqual({
      id: `${TRACE}/${A}`,
      source: "otlp",
      session: TRACE,
      at: T0,
      ended_at: T0 + 2_000,
      usage: {},
      brought: [],
    });
  });

  test("is a sub-agent's where its agent runs inside of another, and the main one's where it has but a name", () => {
    const named = (agent: string) => ({ "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": agent });
    const main = span(A, named("coder"));
    const sub = span(B, named("searcher"), { parent: A });
    const [own] = told(main, span(C, { ...CHAT, "gen_ai.agent.name": "coder" }, { parent: A }));
    const [inside] = told(main, sub, span(C, { ...CHAT, "gen_ai.agent.name": "searcher" }, { parent: B }));
    expect([own?.agent, inside?.agent]).toEqual([undefined, "searcher"]);
  });

  test("has failed where its status or its error says so", () => {
    expect(told(span(A, { ...CHAT, "error.type": "overloaded" }))[0]).toMatchObject({
      outcome: "failed",
      error_code: "overloaded",
    });
    expect(told(span(A, CHAT, { failed: true }))[0]).toMatchObject({ outcome: "failed", error_code: "error" });
  });

  test("is the innermost of those that wrap it, and no agent, tool or embedding is one", () => {
    const agent = span(A, { "gen_ai.operation.name": "invoke_agent", "gen_ai.request.model": "m" });
    const outer = span(B, { "openinference.span.kind": "LLM", "llm.model_name": "m" }, { parent: A });
    const inner = span(C, CHAT, { parent: B });
    expect(told(agent, outer, inner).map(({ id }) => id)).toEqual([`${TRACE}/${C}`]);
    for (const operation of ["execute_tool", "embeddings", "create_agent"])
      expect(told(span(A, { ...CHAT, "gen_ai.operation.name": operation }))).toEqual([]);
    expect(told(span(A, { "http.method": "GET" }))).toEqual([]);
  });

  test("is the innermost where what wraps it comes with later exports, and comes again as what it was", () => {
    const known = new Set<string>();
    const ids = (...spans: readonly PlainSpan[]): readonly string[] =>
      exchangesOfSpans(spansOfJson(jsonOf(spans, {})), known).map(({ id }) => id ?? "");
    const inner = span(C, CHAT, { parent: B });
    const between = span(B, { "http.method": "POST" }, { parent: A });
    const outer = span(A, { "openinference.span.kind": "LLM", "llm.model_name": "m" });
    expect(ids(inner)).toEqual([`${TRACE}/${C}`]);
    expect(ids(between)).toEqual([]);
    expect(ids(outer)).toEqual([]);
    expect(ids(inner)).toEqual([`${TRACE}/${C}`]);
    // Whom nobody named as a parent is no wrapper, and neither is one that names itself.
    const self = "00000000000000d4";
    for (let time = 0; time < 2; time++) expect(ids(span(self, CHAT, { parent: self }))).toEqual([`${TRACE}/${self}`]);
  });
});

describe("the answer to an export", () => {
  test("is empty where all was taken, and says how many spans were refused", async () => {
    expect(await exportAnswer("json", []).json()).toEqual({});
    expect(await exportAnswer("json", ["at is late", "again"]).json()).toEqual({
      partialSuccess: { rejectedSpans: "2", errorMessage: "at is late" },
    });
    expect((await exportAnswer("protobuf", []).bytes()).length).toBe(0);
    const [partial] = protoFields(await exportAnswer("protobuf", ["at is late"]).bytes());
    const [count, why] = protoFields(partial!.bytes);
    expect([count?.value, protoText(why!.bytes)]).toEqual([1n, "at is late"]);
  });

  test("of one that failed is a status in its own form", async () => {
    const error = new BellwetherError("key_missing", "no key came");
    const json = exportFailure("json", error);
    expect([json.status, await json.json()]).toEqual([401, { code: 16, message: "no key came" }]);
    const binary = exportFailure("protobuf", new BellwetherError("store_unreachable", "away", { retryAfter: 3 }));
    const [code, message] = protoFields(await binary.bytes());
    expect([binary.status, binary.headers.get("retry-after"), code?.value, protoText(message!.bytes)]).toEqual([
      503,
      "3",
      14n,
      "away",
    ]);
  });
});

test("what goes out as a span comes back as the exchange that it was, where it is taken in", () => {
  const record = streamedRecord({ cache_write_tokens: 30 });
  const resource = { attributes: { "service.name": "bellwether" }, version: "1" };
  const sent = JSON.parse(JSON.stringify(exportAsJson(spansOfRecord(record), resource))) as JsonObject;
  // In the other encoding it is the same.
  expect(spansOfProtobuf(otlpProtobuf(sent))).toEqual(spansOfJson(sent));
  expect(exchangesOfSpans(spansOfJson(sent))).toMatchObject([
    {
      session: "s1",
      at: T0,
      ended_at: T0 + 2_000,
      first_token_at: T0 + 250,
      provider: "anthropic",
      model_served: "claude-opus-4-6",
      effort: "high",
      finish_reason: "end_turn",
      response: "msg_1",
      usage: { input: 100, output: 20, cache_read: 60, cache_write: 30, reasoning: 5 },
      surface: "code-assistant",
      client: "bellwether",
    },
  ]);
});
