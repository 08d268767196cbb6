import type { JsonObject } from "../../../wire/json/value.ts";
import type { Move } from "../behaviour.ts";
import { reasoningText, reasoningTokens } from "../reasoning.ts";
import { type Random, seededName } from "../seeded.ts";
import { estimateTokens, firstTokens } from "../tokens.ts";
import type { ResponsesRequest } from "./request.ts";
import type { Seal } from "./sealed.ts";

/** What an answer holds, and what it cost. */
export interface Output {
  readonly items: readonly JsonObject[];
  readonly outputTokens: number;
  readonly reasoningTokens: number;
  /** The limit of tokens ended it. */
  readonly full: boolean;
}

/** Characters of a summary of the reasoning. */
const LONGEST_SUMMARY = 160;

/** Puts the items of an answer together, within the limit of tokens. */
export function outputOf(move: Move, request: ResponsesRequest, id: string, seal: Seal, random: Random): Output {
  const most = Math.floor(request.maxTokens / 2);
  const effort = move.think === false || request.effort === "none" ? undefined : request.effort;
  const thought = effort === undefined ? 0 : thoughtTokens(move, effort, random, most);
  const items: JsonObject[] = [];
  if (effort !== undefined)
    items.push(reasoningItem(move, request, thought, seededName(48, id, "reasoning"), seal, random));
  const text = firstTokens(move.text, request.maxTokens - thought);
  let used = thought + estimateTokens(text);
  let full = text.length < move.text.length;
  if (text !== "" || move.calls.length === 0)
    items.push(messageItem(`msg_${seededName(48, id, "message")}`, text, full));
  for (const [place, call] of move.calls.entries()) {
    const written = JSON.stringify(call.input);
    const tokens = estimateTokens(call.name + written);
    if (full || used + tokens > request.maxTokens) {
      full = true;
      break;
    }
    used += tokens;
    const custom = request.tools.some((tool) => tool.type === "custom" && tool.name === call.name);
    items.push(callItem(call.name, custom ? asInput(call.input) : written, custom, seededName(48, id, String(place))));
  }
  return { items, outputTokens: Math.max(1, used), reasoningTokens: thought, full };
}

function thoughtTokens(move: Move, effort: string, random: Random, most: number): number {
  const drawn = reasoningTokens(effort, random, most);
  return typeof move.think === "string" ? Math.min(most, estimateTokens(move.think)) : drawn;
}

function reasoningItem(
  move: Move,
  request: ResponsesRequest,
  tokens: number,
  name: string,
  seal: Seal,
  random: Random,
): JsonObject {
  const thought = typeof move.think === "string" ? move.think : reasoningText(tokens, random);
  return {
    id: `rs_${name}`,
    type: "reasoning",
    summary: request.summary ? [{ type: "summary_text", text: thought.slice(0, LONGEST_SUMMARY) }] : [],
    ...(request.encrypted ? { encrypted_content: seal.seal("reasoning", name) } : {}),
  };
}

function messageItem(id: string, text: string, full: boolean): JsonObject {
  return {
    id,
    type: "message",
    status: full ? "incomplete" : "completed",
    role: "assistant",
    content: [{ type: "output_text", annotations: [], logprobs: [], text }],
  };
}

function callItem(name: string, input: string, custom: boolean, id: string): JsonObject {
  const call_id = `call_${id.slice(0, 24)}`;
  return custom
    ? { id: `ctc_${id}`, type: "custom_tool_call", status: "completed", call_id, input, name }
    : { id: `fc_${id}`, type: "function_call", status: "completed", arguments: input, call_id, name };
}

/** A custom tool takes a text: what stands under `input`, else all of it. */
function asInput(input: JsonObject): string {
  return typeof input.input === "string" ? input.input : JSON.stringify(input);
}
