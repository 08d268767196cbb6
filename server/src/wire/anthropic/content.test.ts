import { describe, expect, test } from "bun:test";
import { encode } from "../codec-suite/reading.ts";
import { content } from "./content.ts";
import { block, callBlock, END, type Event, message, sse, start, textBlock } from "./fixtures/answers.ts";

const streamed = (...events: readonly Event[]) => content.answer(encode(sse(...events)), true);
const whole = (value: unknown) => content.answer(encode(JSON.stringify(value)), false);
const asked = (...messages: readonly unknown[]) =>
  content.request(encode(JSON.stringify({ model: "m", messages }))).question;

describe("what an answer of Anthropic says", () => {
  test("is nothing of a message that a stream replaced before it ended", () => {
    const read = streamed(
      start({ id: "msg_1" }),
      ...textBlock(0, "First try"),
      ...callBlock(1, "edit", '{"path":'),
      start({ id: "msg_2" }),
      ...textBlock(0, "Second try"),
      ...callBlock(1, "read", '{"path":', '"b"}'),
      ...END,
    );
    expect(read).toEqual({ text: "Second try", toolCalls: [{ name: "read", arguments: '{"path":"b"}' }] });
  });

  test("is all of several whole messages, and of one that was announced twice", () => {
    const events = [...textBlock(0, "One. "), ...END];
    expect(streamed(start(), ...events, start({ id: "msg_2" }), ...textBlock(0, "Two."), ...END).text).toBe(
      "One. Two.",
    );
    expect(streamed(start(), ...textBlock(0, "One. "), start(), ...END).text).toBe("One. ");
  });

  test("has no calls of what runs at the provider, and no thoughts", () => {
    const search = { id: "srvtoolu_1", name: "web_search", input: { query: "x" } };
    const blocks = [
      { type: "thinking", thinking: "hm", signature: "c2ln" },
      { ...search, type: "server_tool_use" },
      { ...search, type: "mcp_tool_use" },
      { type: "web_search_tool_result", tool_use_id: "srvtoolu_1", content: [{ type: "text", text: "found" }] },
      { type: "text", text: "Here." },
    ];
    expect(whole(message(blocks))).toEqual({ text: "Here.", toolCalls: [] });
    const piece = { type: "input_json_delta", partial_json: '{"query":"x"}' };
    const events = block(0, { type: "server_tool_use", name: "web_search", input: {} }, piece);
    expect(streamed(start(), ...events, ...textBlock(1, "Here."), ...END)).toEqual({ text: "Here.", toolCalls: [] });
  });

  test("has `{}` as arguments where none were written, and those of the start where only it has them", () => {
    const begun = { type: "tool_use", id: "t", name: "ls", input: { path: "." } };
    const events = [start(), ...callBlock(0, "now", ""), ...callBlock(1, "now"), ...block(2, begun), ...END];
    expect(streamed(...events).toolCalls.map((call) => call.arguments)).toEqual(["{}", "{}", '{"path":"."}']);
    expect(whole(message([{ type: "tool_use", id: "t", name: "now" }])).toolCalls).toEqual([
      { name: "now", arguments: "{}" },
    ]);
  });

  test("keeps arguments as the model wrote them where the stream brings them", () => {
    const written = '{ "id": 12345678901234567890,\n "b": 1.0, "a": "\\u00e9" }';
    expect(streamed(start(), ...callBlock(0, "put", written.slice(0, 9), written.slice(9)), ...END).toolCalls).toEqual([
      { name: "put", arguments: written },
    ]);
  });

  test("is what came before an error inside the stream", () => {
    const error = { type: "error", error: { type: "overloaded_error", message: "busy" } };
    expect(streamed(start(), ...textBlock(0, "As far as"), error).text).toBe("As far as");
    expect(whole(error)).toEqual({ text: "", toolCalls: [] });
  });
});

describe("what a request of Anthropic asks", () => {
  const result = { type: "tool_result", tool_use_id: "t", content: [{ type: "text", text: "a result" }] };
  const reminder = { type: "text", text: "<system-reminder>\nthe date\n</system-reminder>\n" };
  const words = (text: string) => ({ type: "text", text });

  test("is what a person said last, not a result or a reminder", () => {
    const before = { role: "user", content: [reminder, words("fix "), words("it"), reminder] };
    const answered = { role: "assistant", content: [{ type: "tool_use", id: "t", name: "n", input: {} }] };
    expect(asked(before, answered, { role: "user", content: [result, reminder] })).toBe("fix it");
    expect(asked(before, answered, { role: "user", content: [result, words("no, stop")] })).toBe("no, stop");
    expect(asked(before, { role: "system", content: "go on" })).toBe("fix it");
  });

  test("is empty where nobody spoke, or spoke in pictures", () => {
    expect(asked({ role: "user", content: [result, reminder] })).toBe("");
    expect(asked({ role: "user", content: "hi" }, { role: "user", content: [{ type: "image", source: {} }] })).toBe("");
  });
});
