import { readBrought } from "../brought.ts";
import type { AnswerContent, BroughtContent, ContentReader, RequestContent, ToolContent } from "../content.ts";
import { unlessTooDeep } from "../json/too-deep.ts";
import { asObject, type JsonObject, objectsOf, parsedBytes, present } from "../json/value.ts";
import { fed } from "../whole-stream.ts";
import { listedTools, schemaOf } from "./declarations.ts";
import { isTurn } from "./message.ts";
import { partsOf, resultIn, visibleText } from "./parts.ts";
import { readWhole } from "./response.ts";
import { GeminiStreamReader } from "./stream.ts";

/** Reads what requests and answers of generateContent say. */
export const content: ContentReader = {
  answer: readAnswer,
  request: readRequest,
  brought: (body, messages) => readBrought(body, "contents", messages, broughtBy),
};

function readAnswer(body: Uint8Array, streamed: boolean): AnswerContent {
  return (streamed ? fed(new GeminiStreamReader(true), body) : readWhole(body, 200)).content();
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

function broughtBy(content: JsonObject): BroughtContent {
  const parts = partsOf(content);
  return {
    said: isTurn(content, parts) ? parts.map(visibleText).join("") : "",
    results: parts.flatMap((part) => {
      const result = resultIn(part);
      return result === undefined ? [] : [failedIn(result)];
    }),
  };
}

/** By custom a result that is an error has it under `error`. */
function failedIn(result: JsonObject): boolean | undefined {
  const response = asObject(result.response);
  return response === undefined ? undefined : response.error !== undefined && response.error !== null;
}
