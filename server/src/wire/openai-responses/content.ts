import { argumentsText } from "../arguments-text.ts";
import type { AnswerContent, ContentReader, RequestContent, ToolContent } from "../content.ts";
import { asObject, type JsonObject, objectsOf, parsedBytes, present } from "../json/value.ts";
import { rootOf } from "../openai-chat/response.ts";
import { fed } from "../whole-stream.ts";
import { textsOf } from "./answer.ts";
import { isTurn, itemOfText } from "./item.ts";
import { openCalls, spokenText } from "./spoken.ts";
import { OpenAiResponsesStreamReader } from "./stream.ts";
import { toolName } from "./tools.ts";

/** Reads what requests and answers of OpenAI Responses say. */
export const content: ContentReader = { answer: readAnswer, request: readRequest };

function readAnswer(body: Uint8Array, streamed: boolean): AnswerContent {
  const items = streamed ? fed(new OpenAiResponsesStreamReader(true), body).items() : objectsOf(rootOf(body)?.output);
  return {
    text: textsOf(items).join(""),
    toolCalls: openCalls(items).map(({ call, item }) => ({ name: call.name, arguments: argumentsOf(item) })),
  };
}

/** Where calls of different types have what the client needs to answer them: custom tools a text, built-in ones an object. */
function argumentsOf(item: JsonObject): string {
  return argumentsText(item.arguments ?? item.input ?? item.action ?? item.actions ?? item.operation);
}

function readRequest(body: Uint8Array): RequestContent {
  const root = asObject(parsedBytes(body));
  const items = typeof root?.input === "string" ? [itemOfText(root.input)] : objectsOf(root?.input);
  return {
    question: spokenText(items.findLast(isTurn) ?? {}),
    tools: objectsOf(root?.tools).map((tool) =>
      present<ToolContent>({ name: toolName(tool), schema: tool.parameters ?? undefined }),
    ),
  };
}
