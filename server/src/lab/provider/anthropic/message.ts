import type { JsonObject } from "../../../wire/json/value.ts";
import type { Move } from "../behaviour.ts";
import { seededName } from "../seeded.ts";
import { estimateTokens } from "../tokens.ts";
import type { InputTokens } from "./cache.ts";
import type { Content } from "./content.ts";
import type { AppliedEdit } from "./context-edits.ts";
import { addSpent, allInput, type Spent, uncached, usageMembers } from "./usage.ts";

/** A whole message as the API gives it, and the model that the first event of its stream names. */
export interface BuiltMessage {
  readonly message: JsonObject;
  /** In a stream the model that was asked announces the answer also where a fallback gives it. */
  readonly announced: string;
}

/** Everything that a message is put together from. */
export interface MessageParts {
  readonly id: string;
  readonly model: string;
  readonly move: Move;
  readonly content: Content;
  readonly input: InputTokens;
  /** Undefined where the request did not speak of context management. */
  readonly applied: readonly AppliedEdit[] | undefined;
}

/** Puts the message together, with what a fallback or an advisor on the provider's side adds to it. */
export function buildMessage(parts: MessageParts): BuiltMessage {
  const { id, model, move, content, input, applied } = parts;
  const { fallback, advisor, usage: reported = {} } = move.directive ?? {};
  const own: Spent = { input, output: content.outputTokens };
  const advice = advisor === undefined ? undefined : adviceOf(id, advisor, own);
  const hop = fallback === undefined ? undefined : fallbackOf(model, fallback, own);
  const ran = advice ?? hop;
  const members = usageMembers(ran?.billed ?? own);
  const message = {
    id,
    type: "message",
    role: "assistant",
    model: fallback ?? model,
    content: [...(advice?.blocks ?? []), ...content.blocks],
    stop_reason: content.stopReason,
    stop_sequence: content.stopSequence,
    usage: {
      ...members,
      ...(content.thinkingTokens > 0 ? { output_tokens_details: { thinking_tokens: content.thinkingTokens } } : {}),
      service_tier: "standard",
      inference_geo: "not_available",
      ...(ran === undefined ? {} : { iterations: ran.iterations }),
      ...reported,
    },
    ...(applied === undefined ? {} : { context_management: { applied_edits: applied } }),
  };
  return { message, announced: model };
}

interface ServerSide {
  readonly iterations: readonly JsonObject[];
  /** What the top level of `usage` sums up. */
  readonly billed: Spent;
}

/** The model that was asked declined, and another one answered. */
function fallbackOf(model: string, fallback: string, own: Spent): ServerSide {
  const declined: Spent = { input: uncached(allInput(own.input)), output: 1 };
  return {
    iterations: [
      { type: "message", model, ...usageMembers(declined) },
      { type: "fallback_message", model: fallback, ...usageMembers(own) },
    ],
    billed: addSpent([declined, own]),
  };
}

const ADVICE = "Keep the change small, and check it before you go on.";

/** The model asks a stronger one and goes on; what that one takes is in no top-level number. */
function adviceOf(id: string, advisor: string, own: Spent): ServerSide & { readonly blocks: readonly JsonObject[] } {
  const call = `srvtoolu_01${seededName(22, id, "advisor")}`;
  const adviceTokens = estimateTokens(ADVICE);
  const asked: Spent = { input: own.input, output: 8 };
  const advised: Spent = { input: uncached(allInput(own.input) + asked.output), output: adviceTokens };
  const after: Spent = { input: uncached(asked.output + adviceTokens), output: own.output };
  return {
    blocks: [
      { type: "server_tool_use", id: call, name: "advisor", input: {} },
      {
        type: "advisor_tool_result",
        tool_use_id: call,
        content: { type: "advisor_result", text: ADVICE, stop_reason: "end_turn" },
      },
    ],
    iterations: [
      { type: "message", ...usageMembers(asked) },
      { type: "advisor_message", model: advisor, ...usageMembers(advised) },
      { type: "message", ...usageMembers(after) },
    ],
    billed: addSpent([asked, after]),
  };
}
