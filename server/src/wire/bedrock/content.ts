import { readBrought } from "../brought.ts";
import type { AnswerContent, BroughtContent, ContentReader, RequestContent, ToolContent } from "../content.ts";
import { asObject, type JsonObject, objectsOf, parsedBytes, present } from "../json/value.ts";
import { fed } from "../whole-stream.ts";
import { broughtText } from "./blocks.ts";
import { isTurn } from "./message.ts";
import { listedTools } from "./request-fields.ts";
import { readWhole } from "./response.ts";
import { ConverseStreamReader } from "./stream.ts";

/** Reads what requests and answers of Converse say. */
export const content: ContentReader = {
  answer: readAnswer,
  request: readRequest,
  brought: (body, messages) => readBrought(body, "messages", messages, broughtBy),
};

function readAnswer(body: Uint8Array, streamed: boolean): AnswerContent {
  return (streamed ? fed(new ConverseStreamReader(true), body) : readWhole(body, 200)).content();
}

function readRequest(body: Uint8Array): RequestContent {
  const root = asObject(parsedBytes(body));
  const asked = objectsOf(root?.messages).findLast(isTurn);
  return {
    question: objectsOf(asked?.content)
      .map((block) => broughtText(block) ?? "")
      .join(""),
    tools: listedTools(asObject(root?.toolConfig)).map(({ name, definition }) =>
      present<ToolContent>({ name, schema: asObject(definition.inputSchema)?.json ?? undefined }),
    ),
  };
}

function broughtBy(message: JsonObject): BroughtContent {
  const blocks = objectsOf(message.content);
  return {
    said: isTurn(message) ? blocks.map((block) => broughtText(block) ?? "").join("") : "",
    results: blocks.flatMap((block) => {
      const result = asObject(block.toolResult);
      return result === undefined ? [] : [result.status === "error"];
    }),
  };
}
