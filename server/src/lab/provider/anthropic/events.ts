import { asObject, asText, type JsonObject, objectsOf } from "../../../wire/json/value.ts";
import { piecesOf } from "../pieces.ts";
import type { Random } from "../seeded.ts";
import type { BuiltMessage } from "./message.ts";

/** One event as Anthropic frames it. */
export function eventText(event: JsonObject): string {
  return `event: ${asText(event.type) ?? ""}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** A message as the events of a stream that says the same. */
export function messageEvents({ message, announced }: BuiltMessage, random: Random): readonly string[] {
  const usage = asObject(message.usage) ?? {};
  const { iterations, output_tokens, output_tokens_details, ...known } = usage;
  const { context_management, stop_reason, stop_sequence, ...start } = message;
  const events: JsonObject[] = [
    {
      type: "message_start",
      message: {
        ...start,
        model: announced,
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { ...known, output_tokens: 1 },
      },
    },
  ];
  for (const [index, block] of objectsOf(message.content).entries()) {
    events.push(...blockEvents(block, index, random));
    // The first block has begun: the API says that it is alive.
    if (index === 0) events.splice(2, 0, { type: "ping" });
  }
  const { service_tier: _tier, inference_geo: _geo, cache_creation: _creation, ...counts } = known;
  events.push(
    {
      type: "message_delta",
      delta: { stop_reason, stop_sequence },
      usage: {
        ...counts,
        output_tokens,
        ...(output_tokens_details === undefined ? {} : { output_tokens_details }),
        ...(iterations === undefined ? {} : { iterations }),
      },
      ...(context_management === undefined ? {} : { context_management }),
    },
    { type: "message_stop" },
  );
  return events.map(eventText);
}

function blockEvents(block: JsonObject, index: number, random: Random): readonly JsonObject[] {
  const start = (content_block: JsonObject): JsonObject => ({ type: "content_block_start", index, content_block });
  const delta = (delta: JsonObject): JsonObject => ({ type: "content_block_delta", index, delta });
  const stop = { type: "content_block_stop", index };
  switch (block.type) {
    case "text":
      return [
        start({ type: "text", text: "" }),
        ...pieces(block.text, random).map((text) => delta({ type: "text_delta", text })),
        stop,
      ];
    case "thinking":
      return [
        start({ type: "thinking", thinking: "", signature: "" }),
        ...pieces(block.thinking, random).map((thinking) => delta({ type: "thinking_delta", thinking })),
        delta({ type: "signature_delta", signature: block.signature }),
        stop,
      ];
    case "tool_use":
    case "server_tool_use":
      return [
        start({ ...block, input: {} }),
        delta({ type: "input_json_delta", partial_json: "" }),
        ...pieces(JSON.stringify(block.input), random).map((partial_json) =>
          delta({ type: "input_json_delta", partial_json }),
        ),
        stop,
      ];
    default:
      return [start(block), stop];
  }
}

function pieces(text: unknown, random: Random): readonly string[] {
  return piecesOf(asText(text) ?? "", random);
}
