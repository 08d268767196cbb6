import { asText, type JsonObject, objectsOf } from "../../../wire/json/value.ts";
import { piecesOf } from "../pieces.ts";
import type { Random } from "../seeded.ts";

/** One event as OpenAI Responses frames it. */
export function eventText(event: JsonObject): string {
  return `event: ${asText(event.type) ?? ""}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** An answer as the events of a stream that says the same. */
export function responseEvents(response: JsonObject, random: Random): readonly string[] {
  const begun = {
    ...response,
    status: "in_progress",
    output: [],
    usage: null,
    completed_at: null,
    incomplete_details: null,
  };
  const events: JsonObject[] = [
    { type: "response.created", response: begun },
    { type: "response.in_progress", response: begun },
    ...objectsOf(response.output).flatMap((item, index) => itemEvents(item, index, random)),
    { type: `response.${asText(response.status) ?? "completed"}`, response },
  ];
  return events.map(({ type, ...rest }, number) => eventText({ type, sequence_number: number, ...rest }));
}

function itemEvents(item: JsonObject, output_index: number, random: Random): readonly JsonObject[] {
  const item_id = item.id;
  const at = { item_id, output_index };
  const added = (begun: JsonObject): JsonObject => ({
    type: "response.output_item.added",
    output_index,
    item: { ...item, ...begun },
  });
  const done: JsonObject = { type: "response.output_item.done", output_index, item };
  switch (item.type) {
    case "message":
      return [
        added({ status: "in_progress", content: [] }),
        ...objectsOf(item.content).flatMap((part, content_index) => partEvents(part, { ...at, content_index }, random)),
        done,
      ];
    case "function_call":
      return [
        added({ status: "in_progress", arguments: "" }),
        ...textEvents("response.function_call_arguments", "arguments", item.arguments, at, random, { name: item.name }),
        done,
      ];
    case "custom_tool_call":
      return [
        added({ status: "in_progress", input: "" }),
        ...textEvents("response.custom_tool_call_input", "input", item.input, at, random),
        done,
      ];
    case "reasoning":
      return [
        added({ summary: [] }),
        ...objectsOf(item.summary).flatMap((part, summary_index) =>
          summaryEvents(part, { ...at, summary_index }, random),
        ),
        done,
      ];
    default:
      return [added({}), done];
  }
}

function partEvents(part: JsonObject, at: JsonObject, random: Random): readonly JsonObject[] {
  return [
    { type: "response.content_part.added", ...at, part: { ...part, text: "" } },
    ...textEvents("response.output_text", "text", part.text, at, random, { logprobs: [] }),
    { type: "response.content_part.done", ...at, part },
  ];
}

function summaryEvents(part: JsonObject, at: JsonObject, random: Random): readonly JsonObject[] {
  return [
    { type: "response.reasoning_summary_part.added", ...at, part: { ...part, text: "" } },
    ...textEvents("response.reasoning_summary_text", "text", part.text, at, random),
    { type: "response.reasoning_summary_part.done", ...at, part },
  ];
}

/** A text in pieces, and then as a whole. */
function textEvents(
  type: string,
  member: string,
  text: unknown,
  at: JsonObject,
  random: Random,
  beside: JsonObject = {},
): readonly JsonObject[] {
  const whole = asText(text) ?? "";
  return [
    ...piecesOf(whole, random).map((delta) => ({ type: `${type}.delta`, ...at, delta })),
    { type: `${type}.done`, ...at, [member]: whole, ...beside },
  ];
}
