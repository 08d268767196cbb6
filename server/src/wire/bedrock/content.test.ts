import { describe, expect, test } from "bun:test";
import { encode } from "../codec-suite/reading.ts";
import { content } from "./content.ts";
import { delta, type Event, frames, START, STREAM, toolSpec } from "./fixtures/answers.ts";

const streamed = (...events: readonly Event[]) => content.answer(frames(START, ...events), true);
const request = (value: unknown) => content.request(encode(JSON.stringify(value)));
const begin = (contentBlockIndex: number, toolUse: object): Event => [
  "contentBlockStart",
  { contentBlockIndex, start: { toolUse } },
];

describe("what an answer of Converse says", () => {
  test("has `{}` as arguments where none were written, and no calls of what runs at the provider", () => {
    const read = streamed(
      begin(0, { toolUseId: "a", name: "now" }),
      begin(1, { toolUseId: "b", name: "search", type: "server_tool_use" }),
      delta(1, { toolUse: { input: '{"query":"x"}' } }),
      delta(2, { text: "Here." }),
    );
    expect(read).toEqual({ text: "Here.", toolCalls: [{ name: "now", arguments: "{}" }] });
  });

  test("keeps arguments as the model wrote them where the stream brings them", () => {
    const pieces = ['{ "id": 1234567890', "1234567890", " }"].map((input) => delta(0, { toolUse: { input } }));
    expect(streamed(begin(0, { toolUseId: "a", name: "put" }), ...pieces).toolCalls).toEqual([
      { name: "put", arguments: '{ "id": 12345678901234567890 }' },
    ]);
  });

  test("is what came before a frame that is none", () => {
    const bytes = frames(...STREAM);
    const broken = bytes.map((byte, index) => (index === bytes.length - 400 ? byte ^ 1 : byte));
    expect(content.answer(broken, true).text).toBe("I will look. é😀");
  });
});

describe("what a request of Converse asks", () => {
  test("is what a person said last, for a guardrail too, not results and cache points", () => {
    const spoken = { role: "user", content: [{ guardContent: { text: { text: "Is it " } } }, { text: "safe?" }] };
    const result = { toolResult: { toolUseId: "a", content: [{ text: "a result" }] } };
    const point = { cachePoint: { type: "default" } };
    expect(request({ messages: [spoken, { role: "user", content: [result, point] }] }).question).toBe("Is it safe?");
    expect(request({ messages: [spoken, { role: "user", content: [result, { text: "stop" }] }] }).question).toBe(
      "stop",
    );
  });

  test("names tools of all kinds, and schemas of those that have one", () => {
    const tools = [toolSpec("read"), { cachePoint: { type: "default" } }, { systemTool: { name: "nova_grounding" } }];
    expect(request({ toolConfig: { tools } }).tools).toEqual([
      { name: "read", schema: { type: "object" } },
      { name: "nova_grounding" },
    ]);
  });
});
