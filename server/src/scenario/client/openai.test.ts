import { expect, test } from "bun:test";
import { openai } from "./openai.ts";

const stub = { name: "read", description: "Reads.", schema: { type: "object" }, result: "7311", failed: false };

test("Chat Completions has its prompt as the first message, its tools as functions and their results by id", () => {
  expect(openai.body({ model: "m" }, "Be brief.", [stub], [{ role: "user", content: "Go." }])).toEqual({
    model: "m",
    tools: [{ type: "function", function: { name: "read", description: "Reads.", parameters: { type: "object" } } }],
    messages: [
      { role: "system", content: "Be brief." },
      { role: "user", content: "Go." },
    ],
  });
  const message = {
    role: "assistant",
    content: null,
    tool_calls: [{ id: "call_1", type: "function", function: { name: "read", arguments: "{}" } }],
  };
  const answer = openai.answer({ choices: [{ index: 0, message }] });
  expect(answer).toEqual({ messages: [message], text: "", calls: [{ id: "call_1", name: "read" }] });
  expect(openai.results([{ call: { id: "call_1", name: "read" }, stub }])).toEqual([
    { role: "tool", tool_call_id: "call_1", content: "7311" },
  ]);
  expect(openai.answer({ error: {} })).toBeUndefined();
});
