import { readAt, readBrought } from "../brought.ts";
import type { AnswerContent, BroughtContent, ContentReader, RequestContent, ToolContent } from "../content.ts";
import type { MessageFacts } from "../facts.ts";
import { kindAt, type ScannedBody } from "../json/scan.ts";
import { asObject, asText, type JsonObject, objectsOf, parsedBytes, present } from "../json/value.ts";
import { fed } from "../whole-stream.ts";
import { isTurn, itemOfText } from "./item.ts";
import { readWhole } from "./response.ts";
import { spokenText } from "./spoken.ts";
import { OpenAiResponsesStreamReader } from "./stream.ts";
import { toolName } from "./tools.ts";

/** Reads what requests and answers of OpenAI Responses say. */
export const content: ContentReader = { answer: readAnswer, request: readRequest, brought };

function readAnswer(body: Uint8Array, streamed: boolean): AnswerContent {
  return (streamed ? fed(new OpenAiResponsesStreamReader(true), body) : readWhole(body, 200)).content();
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

/** A text alone is what a person says. */
function brought(body: ScannedBody, messages: readonly MessageFacts[]): readonly BroughtContent[] {
  const span = body.members.get("input");
  if (span === undefined || kindAt(body.bytes, span) !== "string")
    return readBrought(body, "input", messages, broughtBy);
  const said = asText(readAt(body, span)) ?? "";
  return said === "" ? [] : [{ said, results: [] }];
}

/** A result is a text here, as a rule, and says nothing of errors. */
function broughtBy(item: JsonObject): BroughtContent {
  const returned = /_(?:output|response)$/.test(asText(item.type) ?? "");
  return { said: isTurn(item) ? spokenText(item) : "", results: returned ? [undefined] : [] };
}
