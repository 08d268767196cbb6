import { describe, expect, test } from "bun:test";
import { readValue } from "../wire/codec-suite/reading.ts";
import { openAiResponses } from "../wire/openai-responses/codec.ts";
import { ANSWER, ITEMS, message } from "../wire/openai-responses/fixtures/answer.ts";
import { replyKey, replyKeysOf } from "./conversation.ts";

const body = (value: unknown) => openAiResponses.readResponse(new TextEncoder().encode(JSON.stringify(value)), 200);
const request = (value: object) => readValue(openAiResponses, value);

describe("an answer of OpenAI Responses in a later input", () => {
  const first = { role: "user", content: "look" };
  const begun = request({ input: [first] }).messages.map(({ digest }) => digest);
  const key = replyKey("t", begun, body(ANSWER).reply ?? "");
  const keysOf = (...items: readonly object[]) => [...replyKeysOf("t", request({ input: [first, ...items] }).messages)];
  const next = { type: "function_call_output", call_id: "call_1", output: "x" };

  test("is known again from all of its items, also behind later ones", () => {
    expect(keysOf(...ITEMS, next)).toContain(key);
    expect(keysOf(...ITEMS, next, message("done"), { role: "user", content: "more" })).toContain(key);
  });

  test("is known again without its reasoning, and without the ids of its items", () => {
    expect(keysOf(...ITEMS.filter(({ type }) => type !== "reasoning"), next)).toContain(key);
    const bare = ITEMS.map(({ id: _id, ...item }: Record<string, unknown>) => item);
    expect(keysOf(...bare, next)).toContain(key);
  });

  test("is another one when a call or a word of it is missing", () => {
    expect(keysOf(...ITEMS.slice(0, -1), next)).not.toContain(key);
    expect(keysOf(...ITEMS.filter(({ type }) => type !== "message"), next)).not.toContain(key);
  });

  test("has one reply, on the first of its items", () => {
    const { messages } = request({ input: [first, ...ITEMS, next] });
    expect(messages.flatMap(({ reply }, index) => (reply === undefined ? [] : [index]))).toEqual([1]);
    expect(messages[1]?.reply).toBe(body(ANSWER).reply ?? "none");
  });
});
