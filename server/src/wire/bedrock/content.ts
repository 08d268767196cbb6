import { argumentsText } from "../arguments-text.ts";
import type { AnswerContent, CallContent, ContentReader, RequestContent, ToolContent } from "../content.ts";
import { asObject, objectsOf, parsedBytes, present } from "../json/value.ts";
import { fed } from "../whole-stream.ts";
import { broughtText, callIn, visibleText } from "./blocks.ts";
import { isTurn } from "./message.ts";
import { listedTools } from "./request-fields.ts";
import { blocksIn } from "./response.ts";
import { ConverseStreamReader } from "./stream.ts";

/** Reads what requests and answers of Converse say. */
export const content: ContentReader = { answer: readAnswer, request: readRequest };

function readAnswer(body: Uint8Array, streamed: boolean): AnswerContent {
  const blocks = streamed
    ? fed(new ConverseStreamReader(true), body).blocks()
    : blocksIn(asObject(parsedBytes(body)) ?? {});
  return {
    text: blocks.map(visibleText).join(""),
    toolCalls: blocks.flatMap((block): readonly CallContent[] => {
      const call = callIn(block);
      if (call === undefined) return [];
      return [{ name: call.name, arguments: argumentsText(asObject(block.toolUse)?.input) }];
    }),
  };
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
