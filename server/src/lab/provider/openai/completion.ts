import type { JsonObject } from "../../../wire/json/value.ts";
import type { Move } from "../behaviour.ts";
import { reasoningTokens } from "../reasoning.ts";
import { type Random, seededName } from "../seeded.ts";
import { estimateTokens, firstTokens } from "../tokens.ts";
import type { ChatRequest } from "./request.ts";

/** One of the alternatives of an answer. */
export interface Choice {
  readonly message: JsonObject;
  readonly finishReason: string;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
}

/** Everything that a completion is put together from. */
export interface CompletionParts {
  readonly id: string;
  readonly model: string;
  /** Seconds since the epoch. */
  readonly created: number;
  readonly request: ChatRequest;
  readonly choices: readonly Choice[];
  readonly tokens: number;
  readonly cached: number;
  /** Usage members to report in place of the counted ones. */
  readonly reported: Readonly<Record<string, number>>;
}

/** The lab's weights have a fingerprint of their own for each model. */
export function fingerprint(model: string): string {
  return `fp_${seededName(10, "fingerprint", model).toLowerCase()}`;
}

/** Puts one alternative together, within the limit of tokens and up to the first stop sequence. */
export function choiceOf(move: Move, request: ChatRequest, id: string, index: number, random: Random): Choice {
  const effort = move.think === false ? undefined : request.effort;
  // Reasoning takes at most half, so that there is always an answer.
  const most = Math.floor(request.maxTokens / 2);
  const drawn = effort === undefined ? 0 : reasoningTokens(effort, random, most);
  const reasoning =
    effort === undefined || move.think === undefined ? drawn : Math.min(most, estimateTokens(move.think || ""));
  const stops = request.stop.map((sequence) => move.text.indexOf(sequence)).filter((at) => at >= 0);
  const whole = stops.length === 0 ? move.text : move.text.slice(0, Math.min(...stops));
  const text = firstTokens(whole, request.maxTokens - reasoning);
  let used = reasoning + estimateTokens(text);
  let full = text.length < whole.length;
  const calls: JsonObject[] = [];
  if (!full && stops.length === 0) {
    for (const [place, call] of move.calls.entries()) {
      const text = JSON.stringify(call.input);
      const tokens = estimateTokens(call.name + text);
      if (used + tokens > request.maxTokens) {
        full = true;
        break;
      }
      used += tokens;
      const callId = `call_${seededName(24, id, String(index), String(place))}`;
      calls.push({ id: callId, type: "function", function: { name: call.name, arguments: text } });
    }
  }
  const finish = full ? "length" : calls.length > 0 ? "tool_calls" : "stop";
  return {
    message: {
      role: "assistant",
      content: text === "" && calls.length > 0 ? null : text,
      ...(calls.length > 0 ? { tool_calls: calls } : {}),
      refusal: null,
      annotations: [],
    },
    finishReason: move.directive?.stopReason ?? finish,
    outputTokens: Math.max(1, used),
    reasoningTokens: reasoning,
  };
}

/** A whole completion as the API gives it. */
export function completionOf(parts: CompletionParts): JsonObject {
  return {
    id: parts.id,
    object: "chat.completion",
    created: parts.created,
    model: parts.model,
    choices: parts.choices.map((choice, index) => ({
      index,
      message: choice.message,
      logprobs: null,
      finish_reason: choice.finishReason,
    })),
    usage: usageOf(parts),
    service_tier: parts.request.serviceTier,
    system_fingerprint: fingerprint(parts.model),
  };
}

/** The usage of all alternatives together. */
export function usageOf({ choices, tokens, cached, reported }: CompletionParts): JsonObject {
  const output = choices.reduce((sum, choice) => sum + choice.outputTokens, 0);
  const prompt = reported.prompt_tokens ?? reported.input_tokens ?? tokens;
  const completion = reported.completion_tokens ?? reported.output_tokens ?? output;
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: cached, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: choices.reduce((sum, choice) => sum + choice.reasoningTokens, 0),
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}
