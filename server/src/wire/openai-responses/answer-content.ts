import { argumentsText } from "../arguments-text.ts";
import type { AnswerContent } from "../content.ts";
import type { JsonObject } from "../json/value.ts";
import { textsOf } from "./answer.ts";
import { openCalls } from "./spoken.ts";

/** What the items of an answer say and call. */
export function contentOf(items: readonly JsonObject[]): AnswerContent {
  return {
    text: textsOf(items).join(""),
    toolCalls: openCalls(items).map(({ call, item }) => ({ name: call.name, arguments: argumentsOf(item) })),
  };
}

/** Where calls of different types have what the client needs to answer them: custom tools a text, built-in ones an object. */
function argumentsOf(item: JsonObject): string {
  return argumentsText(item.arguments ?? item.input ?? item.action ?? item.actions ?? item.operation);
}
