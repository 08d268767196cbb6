import { argumentsText } from "../arguments-text.ts";
import type { AnswerContent, ContentReader, RequestContent, ToolContent } from "../content.ts";
import { asObject, asText, objectsOf, parsedBytes, present } from "../json/value.ts";
import { fed } from "../whole-stream.ts";
import { isCall, keptParts } from "./answer.ts";
import { blocksOf, isSpoken, isTurn, textOf } from "./message.ts";
import { toolName } from "./request.ts";
import { answerIn } from "./response.ts";
import { AnthropicStreamReader } from "./stream.ts";

/** Reads what requests and answers of Anthropic Messages say. */
export const content: ContentReader = { answer: readAnswer, request: readRequest };

function readAnswer(body: Uint8Array, streamed: boolean): AnswerContent {
  const answer = streamed ? fed(new AnthropicStreamReader(true), body).answer() : answerIn(body, 200);
  const blocks = keptParts(answer).flatMap((part) => part.blocks);
  return {
    text: textOf(blocks),
    toolCalls: blocks
      .filter(isCall)
      .map(({ name, input }) => ({ name: asText(name) ?? "", arguments: argumentsText(input) })),
  };
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
