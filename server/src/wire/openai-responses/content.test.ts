import { describe, expect, test } from "bun:test";
import { encode } from "../codec-suite/reading.ts";
import { content } from "./content.ts";
import { ANSWER, call, created, event, message, sse } from "./fixtures/answer.ts";

const streamed = (...events: readonly unknown[]) => content.answer(encode(sse(created, ...events)), true);
const whole = (...output: readonly unknown[]) => content.answer(encode(JSON.stringify({ ...ANSWER, output })), false);
const request = (value: unknown) => content.request(encode(JSON.stringify(value)));

const added = (item: object) => event("response.output_item.added", { output_index: 0, item });
const done = (item: object) => event("response.output_item.done", { output_index: 0, item });
const given = (delta: string) =>
  event("response.function_call_arguments.delta", { item_id: "fc_call_1", output_index: 0, delta });

describe("what an answer of OpenAI Responses says", () => {
  const begun = { ...call("call_1", "read"), arguments: "" };

  test("has the arguments of an item that is done, and the pieces of one that is not", () => {
    const pieces = [added(begun), given('{"a"'), given(":")];
    expect(streamed(...pieces).toolCalls).toEqual([{ name: "read", arguments: '{"a":' }]);
    expect(streamed(...pieces, done(call("call_1", "read"))).toolCalls).toEqual([
      { name: "read", arguments: '{"a":1}' },
    ]);
  });

  test("is that of the last answer where a stream begins another", () => {
    const second = [created, added(message("")), event("response.output_text.delta", { output_index: 0, delta: "b" })];
    expect(streamed(added(begun), given("{}"), ...second)).toEqual({ text: "b", toolCalls: [] });
  });

  test("has the input of a custom tool as it is, which is no JSON", () => {
    const item = { type: "custom_tool_call", id: "ctc_1", call_id: "call_1", name: "write_sql", input: "SELECT 1" };
    expect(whole(item).toolCalls).toEqual([{ name: "write_sql", arguments: "SELECT 1" }]);
    const piece = (delta: string) => event("response.custom_tool_call_input.delta", { output_index: 0, delta });
    expect(streamed(added({ ...item, input: "" }), piece("SELECT"), piece(" 1")).toolCalls).toEqual([
      { name: "write_sql", arguments: "SELECT 1" },
    ]);
  });

  test("has what a built-in tool is to do as JSON, and no call that the provider ran", () => {
    const shell = { type: "shell_call", call_id: "call_1", action: { commands: ["ls"] } };
    expect(whole(shell).toolCalls).toEqual([{ name: "shell", arguments: '{"commands":["ls"]}' }]);
    expect(whole(shell, { type: "shell_call_output", call_id: "call_1", output: [] }).toolCalls).toEqual([]);
    const patch = { type: "apply_patch_call", call_id: "call_1", operation: { type: "delete_file", path: "a" } };
    expect(whole(patch).toolCalls).toEqual([{ name: "apply_patch", arguments: '{"type":"delete_file","path":"a"}' }]);
    expect(whole({ type: "web_search_call", id: "ws_1", action: { query: "x" } }).toolCalls).toEqual([]);
  });

  test("is all of its messages, and a refusal where a message has no text", () => {
    const refused = { type: "message", role: "assistant", content: [{ type: "refusal", refusal: "No." }] };
    expect(whole(message("Let me see. "), refused).text).toBe("Let me see. No.");
  });
});

describe("what a request of OpenAI Responses asks", () => {
  test("is its input where that is a text, else the last message of a user", () => {
    expect(request({ input: "hi" }).question).toBe("hi");
    const input = [
      { role: "user", content: "first" },
      { type: "message", role: "user", content: [{ type: "input_text", text: "second" }, { type: "input_image" }] },
      call("call_1", "read"),
      { type: "function_call_output", call_id: "call_1", output: "a result" },
    ];
    expect(request({ input }).question).toBe("second");
    expect(request({ previous_response_id: "resp_1", input: input.slice(2) }).question).toBe("");
  });
});
