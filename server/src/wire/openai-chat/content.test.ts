import { describe, expect, test } from "bun:test";
import { encode } from "../codec-suite/reading.ts";
import { content } from "./content.ts";
import { body, delta, piece, sse } from "./fixtures/answers.ts";

const streamed = (...chunks: readonly unknown[]) => content.answer(encode(sse(...chunks, "[DONE]")), true);
const whole = (value: unknown) => content.answer(encode(JSON.stringify(value)), false);
const request = (value: unknown) => content.request(encode(JSON.stringify(value)));

describe("what an answer of OpenAI Chat says", () => {
  test("is the first alternative, in whatever order a stream brings them", () => {
    const call = (index: number, name: string) => ({
      tool_calls: [{ index, id: `call_${name}`, function: { name, arguments: "{}" } }],
    });
    const read = streamed(
      delta({ content: "two" }, 1),
      delta({ content: "one" }, 0),
      delta(call(0, "b"), 1),
      delta(call(0, "a"), 0),
    );
    expect(read).toEqual({ text: "one", toolCalls: [{ name: "a", arguments: "{}" }] });
    expect(whole(body({ content: "one" }, { content: "two" }))).toEqual({ text: "one", toolCalls: [] });
  });

  test("has calls whose pieces come in turns", () => {
    const read = streamed(
      piece(0, { id: "call_1", function: { name: "read", arguments: "" } }),
      piece(1, { id: "call_2", function: { name: "edit", arguments: '{"b"' } }),
      piece(0, { function: { arguments: '{"a"' } }),
      piece(1, { function: { arguments: ":2}" } }),
      piece(0, { id: "", function: { name: "", arguments: ":1}" } }),
    );
    expect(read.toolCalls).toEqual([
      { name: "read", arguments: '{"a":1}' },
      { name: "edit", arguments: '{"b":2}' },
    ]);
  });

  test("has the input of a custom tool as it is, which is no JSON", () => {
    const sql = "SELECT *\nFROM users";
    const call = { id: "call_1", type: "custom", custom: { name: "write_sql", input: sql } };
    expect(whole(body({ content: null, tool_calls: [call] })).toolCalls).toEqual([
      { name: "write_sql", arguments: sql },
    ]);
    const read = streamed(
      piece(0, { ...call, custom: { name: "write_sql", input: "" } }),
      piece(0, { custom: { input: "SELECT *" } }),
      piece(0, { custom: { input: "\nFROM users" } }),
    );
    expect(read.toolCalls).toEqual([{ name: "write_sql", arguments: sql }]);
  });

  test("has calls as they were before 2023-11, and arguments that somebody parsed on the way", () => {
    const legacy = { name: "read", arguments: '{"a":1}' };
    expect(whole(body({ content: null, function_call: legacy })).toolCalls).toEqual([legacy]);
    expect(
      streamed(
        delta({ function_call: { name: "read", arguments: "" } }),
        delta({ function_call: { arguments: '{"a":1}' } }),
      ).toolCalls,
    ).toEqual([legacy]);
    const call = { id: "call_1", function: { name: "read", arguments: { a: 1 } } };
    expect(whole(body({ tool_calls: [call] })).toolCalls).toEqual([legacy]);
  });

  test("has nothing as arguments where the model wrote nothing", () => {
    const call = (more: object) => whole(body({ tool_calls: [{ id: "c", function: { name: "now", ...more } }] }));
    for (const more of [{}, { arguments: "" }, { arguments: null }])
      expect(call(more).toolCalls).toEqual([{ name: "now", arguments: "" }]);
  });

  test("has no reasoning in it", () => {
    expect(whole(body({ content: "Yes.", reasoning_content: "hm" })).text).toBe("Yes.");
    expect(streamed(delta({ reasoning_content: "hm" }), delta({ content: "Yes." })).text).toBe("Yes.");
  });
});

describe("what a request of OpenAI Chat asks", () => {
  test("is the last message of a user, of text parts where it has others", () => {
    const parts = [
      { type: "text", text: "what is " },
      { type: "image_url", image_url: { url: "data:" } },
      { type: "text", text: "this?" },
    ];
    const messages = [
      { role: "user", content: parts },
      { role: "assistant", content: null, tool_calls: [] },
      { role: "tool", tool_call_id: "c", content: "a result" },
    ];
    expect(request({ messages }).question).toBe("what is this?");
  });

  test("names tools of all kinds, and schemas of functions", () => {
    const schema = { type: "object", properties: { a: { type: "string" } } };
    const tools = [
      { type: "function", function: { name: "read", parameters: schema } },
      { type: "function", function: { name: "now" } },
      { type: "custom", custom: { name: "write_sql", format: { type: "text" } } },
      { type: "web_search" },
    ];
    expect(request({ tools, functions: [{ name: "old", parameters: schema }] }).tools).toEqual([
      { name: "read", schema },
      { name: "now" },
      { name: "write_sql" },
      { name: "web_search" },
      { name: "old", schema },
    ]);
  });
});
