import type { JsonObject } from "../../../wire/json/value.ts";
import type { Move } from "../behaviour.ts";
import { reasoningText, reasoningTokens } from "../reasoning.ts";
import { type Random, seededName } from "../seeded.ts";
import { estimateTokens, firstTokens } from "../tokens.ts";
import type { MessagesRequest } from "./request.ts";
import type { Signer } from "./signature.ts";

/** The blocks of an answer, and why it ends. */
export interface Content {
  readonly blocks: readonly JsonObject[];
  readonly stopReason: string;
  readonly stopSequence: string | null;
  readonly outputTokens: number;
  /** Of them, tokens of reasoning. */
  readonly thinkingTokens: number;
}

/** Puts the blocks of an answer together, within `max_tokens` and up to the first stop sequence. */
export function contentOf(
  move: Move,
  request: MessagesRequest,
  model: string,
  answerId: string,
  signer: Signer,
  random: Random,
): Content {
  const blocks: JsonObject[] = [];
  let left = request.maxTokens;
  // Reasoning takes at most half, so that there is always an answer.
  const thinking = thinkingBlock(move, request, { model, answerId }, signer, random, Math.floor(left / 2));
  if (thinking !== undefined) {
    blocks.push(thinking.block);
    left -= thinking.tokens;
  }
  const thinkingTokens = thinking?.tokens ?? 0;
  const stop = firstStop(move.text, request.stopSequences);
  const whole = stop === undefined ? move.text : move.text.slice(0, stop.at);
  const text = firstTokens(whole, left);
  if (text !== "") blocks.push({ type: "text", text });
  left -= estimateTokens(text);
  let full = text.length < whole.length;
  if (!full && stop === undefined) {
    for (const [index, call] of move.calls.entries()) {
      const tokens = callTokens(call.name, call.input);
      if (tokens > left) {
        full = true;
        break;
      }
      left -= tokens;
      const id = `toolu_01${seededName(22, answerId, "tool", String(index))}`;
      blocks.push({ type: "tool_use", id, name: call.name, input: call.input });
    }
  }
  const calls = blocks.some((block) => block.type === "tool_use");
  const reason = full ? "max_tokens" : stop !== undefined ? "stop_sequence" : calls ? "tool_use" : "end_turn";
  return {
    blocks,
    stopReason: move.directive?.stopReason ?? reason,
    stopSequence: reason === "stop_sequence" ? (stop?.sequence ?? null) : null,
    outputTokens: Math.max(1, request.maxTokens - left),
    thinkingTokens,
  };
}

/** What a call counts as output. */
export function callTokens(name: string, input: JsonObject): number {
  return estimateTokens(name + JSON.stringify(input));
}

/** Where a text reaches the first of its stop sequences. */
export function firstStop(
  text: string,
  sequences: readonly string[],
): { readonly at: number; readonly sequence: string } | undefined {
  let first: { at: number; sequence: string } | undefined;
  for (const sequence of sequences) {
    const at = text.indexOf(sequence);
    if (at >= 0 && (first === undefined || at < first.at)) first = { at, sequence };
  }
  return first;
}

function thinkingBlock(
  move: Move,
  request: MessagesRequest,
  of: { readonly model: string; readonly answerId: string },
  signer: Signer,
  random: Random,
  limit: number,
): { readonly block: JsonObject; readonly tokens: number } | undefined {
  const { thinking, effort } = request;
  if (thinking.kind === "disabled" || move.think === false) return undefined;
  const drawn = reasoningTokens(effort, random, Math.min(thinking.budget ?? Number.POSITIVE_INFINITY, limit));
  const text = firstTokens(move.think ?? reasoningText(drawn, random), limit);
  if (text === "") return undefined;
  const tokens = estimateTokens(text);
  const claim = { model: of.model, answer: of.answerId, place: 0, tokens };
  if (move.directive?.redacted === true) {
    return { block: { type: "redacted_thinking", data: signer.sign("redacted_thinking", claim, "") }, tokens };
  }
  const shown = thinking.display === "omitted" ? "" : text;
  return {
    block: { type: "thinking", thinking: shown, signature: signer.sign("thinking", claim, shown) },
    tokens,
  };
}
