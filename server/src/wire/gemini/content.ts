import type { AnswerContent, ContentReader, RequestContent, ToolContent } from "../content.ts";
import { unlessTooDeep } from "../json/too-deep.ts";
import { asObject, objectsOf, parsedBytes, present } from "../json/value.ts";
import { fed } from "../whole-stream.ts";
import { AnswerBuilder } from "./answer.ts";
import { listedTools, schemaOf } from "./declarations.ts";
import { isTurn } from "./message.ts";
import { partsOf, visibleText } from "./parts.ts";
import { partsIn } from "./response.ts";
import { GeminiStreamReader } from "./stream.ts";

/** Reads what requests and answers of generateContent say. */
export const content: ContentReader = { answer: readAnswer, request: readRequest };

function readAnswer(body: Uint8Array, streamed: boolean): AnswerContent {
  if (streamed) return fed(new GeminiStreamReader(true), body).content();
  const answer = new AnswerBuilder(true);
  for (const part of partsIn(body)) answer.add(part);
  return answer.content();
}

function readRequest(body: Uint8Array): RequestContent {
  const root = asObject(parsedBytes(body));
  const asked = objectsOf(root?.contents).findLast((content) => isTurn(content, partsOf(content)));
  return {
    question: partsOf(asked).map(visibleText).join(""),
    tools: listedTools(root?.tools).map(({ name, declared, definition }) =>
      present<ToolContent>({ name, schema: declared ? unlessTooDeep(() => schemaOf(definition)) : undefined }),
    ),
  };
}
