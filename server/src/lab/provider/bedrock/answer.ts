import { writeEvent } from "../../../wire/event-stream/message.ts";
import { asObject, asText, type JsonObject } from "../../../wire/json/value.ts";
import type { Move } from "../behaviour.ts";
import { piecesOf } from "../pieces.ts";
import { reasoningText, reasoningTokens } from "../reasoning.ts";
import { type Random, seededName } from "../seeded.ts";
import { estimateTokens, firstTokens } from "../tokens.ts";
import type { ConverseRequest } from "./request.ts";

/** What an answer says, why it ended, and what it took. */
export interface Reply {
  readonly content: readonly JsonObject[];
  readonly stopReason: string;
  readonly outputTokens: number;
}

/** Everything around what an answer says. */
export interface Around {
  readonly usage: JsonObject;
  /** Where a prompt router chose the model. */
  readonly trace: JsonObject | undefined;
}

/** Puts a reply together, within the limit of tokens and up to the first stop sequence. */
export function replyOf(move: Move, request: ConverseRequest, id: string, random: Random): Reply {
  const content: JsonObject[] = [];
  let used = 0;
  if (move.think !== false && request.effort !== undefined) {
    const most = Math.floor(request.maxTokens / 2);
    const drawn = reasoningTokens(request.effort, random, most);
    const text = typeof move.think === "string" ? move.think : reasoningText(drawn, random);
    used += Math.min(most, estimateTokens(text));
    const signature = Buffer.from(seededName(48, id, "signature")).toString("base64");
    content.push({ reasoningContent: { reasoningText: { text, signature } } });
  }
  const stops = request.stop.map((sequence) => move.text.indexOf(sequence)).filter((at) => at >= 0);
  const whole = stops.length === 0 ? move.text : move.text.slice(0, Math.min(...stops));
  const text = firstTokens(whole, request.maxTokens - used);
  let full = text.length < whole.length;
  used += estimateTokens(text);
  if (text !== "" || move.calls.length === 0) content.push({ text });
  let called = false;
  for (const [place, call] of move.calls.entries()) {
    const tokens = estimateTokens(call.name + JSON.stringify(call.input));
    full ||= used + tokens > request.maxTokens;
    if (full) break;
    used += tokens;
    called = true;
    const toolUseId = `tooluse_${seededName(22, id, String(place))}`;
    content.push({ toolUse: { toolUseId, name: call.name, input: call.input } });
  }
  const ended = full ? "max_tokens" : called ? "tool_use" : stops.length > 0 ? "stop_sequence" : "end_turn";
  return { content, stopReason: move.directive?.stopReason ?? ended, outputTokens: Math.max(1, used) };
}

/** A whole answer as the API gives it. */
export function wholeAnswer({ content, stopReason }: Reply, { usage, trace }: Around): JsonObject {
  return {
    metrics: { latencyMs: 1 },
    output: { message: { content, role: "assistant" } },
    stopReason,
    usage,
    ...(trace === undefined ? {} : { trace }),
  };
}

/** The same as the frames of a stream. */
export function answerFrames(
  { content, stopReason }: Reply,
  { usage, trace }: Around,
  random: Random,
): readonly Uint8Array[] {
  return [
    writeEvent("messageStart", { role: "assistant" }),
    ...content.flatMap((block, index) => blockFrames(block, index, random)),
    writeEvent("messageStop", { stopReason }),
    writeEvent("metadata", { metrics: { latencyMs: 1 }, usage, ...(trace === undefined ? {} : { trace }) }),
  ];
}

function blockFrames(block: JsonObject, contentBlockIndex: number, random: Random): readonly Uint8Array[] {
  const frame = (delta: JsonObject): Uint8Array => writeEvent("contentBlockDelta", { contentBlockIndex, delta });
  const stop = writeEvent("contentBlockStop", { contentBlockIndex });
  const use = asObject(block.toolUse);
  if (use !== undefined) {
    const { toolUseId, name, input } = use;
    const pieces = piecesOf(JSON.stringify(input), random).map((piece) => frame({ toolUse: { input: piece } }));
    return [
      writeEvent("contentBlockStart", { contentBlockIndex, start: { toolUse: { toolUseId, name } } }),
      ...pieces,
      stop,
    ];
  }
  const thought = asObject(asObject(block.reasoningContent)?.reasoningText);
  if (thought !== undefined) {
    const pieces = piecesOf(asText(thought.text) ?? "", random).map((text) => frame({ reasoningContent: { text } }));
    return [...pieces, frame({ reasoningContent: { signature: thought.signature } }), stop];
  }
  return [...piecesOf(asText(block.text) ?? "", random).map((text) => frame({ text })), stop];
}
