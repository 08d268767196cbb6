import { describe, expect, test } from "bun:test";
import { anthropicMessages } from "../../wire/anthropic/codec.ts";
import { bedrockConverse } from "../../wire/bedrock/codec.ts";
import type { WireCodec } from "../../wire/codec.ts";
import { gemini } from "../../wire/gemini/codec.ts";
import { openAiChat } from "../../wire/openai-chat/codec.ts";
import { openAiResponses } from "../../wire/openai-responses/codec.ts";
import { readValue } from "../../wire/codec-suite/reading.ts";
import type { RequestMoment } from "./invariant.ts";
import { truncationMarked } from "./truncation-marked.ts";

const result = (content: string) => [{ type: "tool_result", tool_use_id: "t", content }];

const check = (...contents: readonly unknown[]) => {
  const messages = contents.map((content) => ({ role: "user", content }));
  const { messages: read } = readValue(anthropicMessages, { model: "m", messages });
  const truncated = read.flatMap((message) => message.truncated ?? []);
  return truncationMarked.check({ truncated } as unknown as RequestMoment);
};

describe("TRUNCATION_MARKED", () => {
  test("fires where results of tools were cleared or cut", () => {
    expect(check("go on", "[Old tool result content cleared]")?.message).toContain("[Old tool result content cleared]");
    expect(
      check(result("first lines\n… 8123 tokens truncated …\nlast lines"), result("[Old tool result content cleared]")),
    ).toMatchObject({ now: 2 });
  });

  test("fires in results of tools in each format", () => {
    const text = "first ... [truncated]";
    const marked = (codec: WireCodec, request: object) => readValue(codec, request).messages.at(-1)?.truncated;
    expect(marked(openAiChat, { messages: [{ role: "tool", tool_call_id: "t", content: text }] })).toBe("[truncated]");
    const output = { type: "function_call_output", call_id: "t", output: text };
    expect(marked(openAiResponses, { input: [output] })).toBe("[truncated]");
    const parts = [{ functionResponse: { name: "read", response: { output: text } } }];
    expect(marked(gemini, { contents: [{ role: "user", parts }] })).toBe("[truncated]");
    const content = [{ toolResult: { toolUseId: "t", content: [{ text }] } }];
    expect(marked(bedrockConverse, { messages: [{ role: "user", content }] })).toBe("[truncated]");
  });

  test("is silent where a person or a model writes a mark", () => {
    expect(check("Why does it print [truncated]?", "[truncated]")).toBeUndefined();
    expect(check([{ type: "text", text: "what are the 400 tokens truncated here" }])).toBeUndefined();
    const answer = { role: "assistant", content: "It printed [truncated]." };
    expect(readValue(anthropicMessages, { model: "m", messages: [answer] }).messages[0]?.truncated).toBeUndefined();
  });

  test("is silent where nothing was, where text only speaks of it, and where a list goes on with dots", () => {
    expect(check("go on")).toBeUndefined();
    expect(check("Please truncate the table to ten rows.")).toBeUndefined();
    expect(check("one, two, three ... ten")).toBeUndefined();
  });
});
