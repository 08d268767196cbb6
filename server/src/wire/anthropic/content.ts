import { readBrought } from "../brought.ts";
import type { AnswerContent, BroughtContent, ContentReader, RequestContent, ToolContent } from "../content.ts";
import { asObject, type JsonObject, objectsOf, parsedBytes, present } from "../json/value.ts";
import { fed } from "../whole-stream.ts";
import { blocksOf, isSpoken, isTurn, textOf } from "./message.ts";
import { toolName } from "./request.ts";
import { readWhole } from "./response.ts";
import { AnthropicStreamReader } from "./stream.ts";

/** Reads what requests and answers of Anthropic Messages say. */
export const content: ContentReader = {
  answer: readAnswer,
  request: readRequest,
  brought: (body, messages) => readBrought(body, "messages", messages, broughtBy),
};

function readAnswer(body: Uint8Array, streamed: boolean): AnswerContent {
  return (streamed ? fed(new AnthropicStreamReader(true), body) : readWhole(body, 200)).content();
}

function readRequest(body: Uint8Array): RequestContent {
  const root = asObject(parsedBytes(body));
  const asked = objectsOf(root?.messages).findLast((message) => isTurn(message, blocksOf(message.content)));
  return {
    question: textOf(blocksOf(asked?.content).filter(isSpoken)),
    tools: objectsOf(root?.tools).map((tool) =>
      present<ToolContent>({ name: toolName(tool), schema: tool.input_schema ?? undefined }),
    ),
  };
}

function broughtBy(message: JsonObject): BroughtContent {
  const blocks = blocksOf(message.content);
  return {
    said: message.role === "user" ? textOf(blocks.filter(isSpoken)) : "",
    results: blocks.filter(({ type }) => type === "tool_result").map(({ is_error: failed }) => failed === true),
  };
}
