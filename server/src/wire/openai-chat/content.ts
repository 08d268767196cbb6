import { readBrought } from "../brought.ts";
import type { AnswerContent, BroughtContent, ContentReader, RequestContent, ToolContent } from "../content.ts";
import { asObject, type JsonObject, objectsOf, parsedBytes, present } from "../json/value.ts";
import { fed } from "../whole-stream.ts";
import { isTurn, spokenText } from "./message.ts";
import { definitionOf, TOOL_KEYS, toolName } from "./request.ts";
import { readWhole } from "./response.ts";
import { OpenAiChatStreamReader } from "./stream.ts";

/** Reads what requests and answers of OpenAI Chat Completions say. */
export const content: ContentReader = {
  answer: readAnswer,
  request: readRequest,
  brought: (body, messages) => readBrought(body, "messages", messages, broughtBy),
};

function readAnswer(body: Uint8Array, streamed: boolean): AnswerContent {
  return (streamed ? fed(new OpenAiChatStreamReader(true), body) : readWhole(body, 200)).content();
}

function readRequest(body: Uint8Array): RequestContent {
  const root = asObject(parsedBytes(body)) ?? {};
  const tools = TOOL_KEYS.flatMap((key) => objectsOf(root[key]));
  return {
    question: spokenText(objectsOf(root.messages).findLast(isTurn) ?? {}),
    tools: tools.map((tool) =>
      present<ToolContent>({ name: toolName(tool), schema: definitionOf(tool).parameters ?? undefined }),
    ),
  };
}

/** A result is a text here, and says nothing of errors. */
function broughtBy(message: JsonObject): BroughtContent {
  const returned = message.role === "tool" || message.role === "function";
  return { said: isTurn(message) ? spokenText(message) : "", results: returned ? [undefined] : [] };
}
