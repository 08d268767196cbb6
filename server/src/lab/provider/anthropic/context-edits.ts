import { contextEditKind } from "../../../wire/context-edits.ts";
import { asList, asNumber, asObject, asText, type JsonObject } from "../../../wire/json/value.ts";
import { blockTokens } from "./blocks.ts";
import { isSpoken } from "./history.ts";
import type { LabMessage } from "./request.ts";

/** One edit that was applied, as the API reports it. */
export interface AppliedEdit {
  readonly type: string;
  readonly cleared_input_tokens: number;
  readonly cleared_thinking_turns?: number;
  readonly cleared_tool_uses?: number;
}

/** A history after its edits. */
export interface EditedHistory {
  readonly messages: readonly LabMessage[];
  /** Only edits that cleared something. */
  readonly applied: readonly AppliedEdit[];
}

/** What a thinking turn is: everything between two things that a person says, or every single answer. */
export type ThinkingTurns = "between_users" | "every_answer";

/** What stands in the place of a result that was cleared. */
export const CLEARED_RESULT = "[Old tool result content cleared]";

/**
 * Applies `context_management.edits` in their order. Edits that the lab does not know change nothing.
 *
 * @param inputTokens of the whole prompt before the edits: what a trigger is compared with.
 */
export function applyEdits(
  messages: readonly LabMessage[],
  edits: readonly JsonObject[],
  inputTokens: number,
  turns: ThinkingTurns,
): EditedHistory {
  let history = messages;
  const applied: AppliedEdit[] = [];
  for (const edit of edits) {
    const kind = contextEditKind(asText(edit.type) ?? "");
    const result =
      kind === "clear_thinking"
        ? clearThinking(history, edit, turns)
        : kind === "clear_tool_uses"
          ? clearToolUses(history, edit, inputTokens)
          : undefined;
    if (result === undefined) continue;
    history = result.messages;
    applied.push(result.applied);
  }
  return { messages: history, applied };
}

interface Cleared {
  readonly messages: readonly LabMessage[];
  readonly applied: AppliedEdit;
}

/** Drops the reasoning of all thinking turns but the last ones; without `keep` the API keeps one. */
function clearThinking(messages: readonly LabMessage[], edit: JsonObject, turns: ThinkingTurns): Cleared | undefined {
  const keep = amount(edit.keep) ?? 1;
  if (keep === "all") return undefined;
  // Turns are numbered from the end: the last one that has reasoning is 1.
  const cleared = new Set<number>();
  let seen = 0;
  let inTurn = false;
  for (let index = messages.length - 1; index >= 0; index--) {
    const message = messages[index];
    if (message === undefined) continue;
    if (turns === "every_answer" || isSpoken(message)) inTurn = false;
    if (!message.blocks.some(isReasoning)) continue;
    if (!inTurn) seen++;
    inTurn = true;
    if (seen > keep) cleared.add(index);
  }
  if (cleared.size === 0) return undefined;
  let tokens = 0;
  const kept = messages.map((message, index) => {
    if (!cleared.has(index)) return message;
    for (const block of message.blocks) if (isReasoning(block)) tokens += blockTokens(block);
    return { ...message, blocks: message.blocks.filter((block) => !isReasoning(block)) };
  });
  return {
    messages: kept,
    applied: {
      type: asText(edit.type) ?? "",
      cleared_thinking_turns: Math.max(0, seen - keep),
      cleared_input_tokens: tokens,
    },
  };
}

/** Empties the results of all tool uses but the last ones once the prompt is long enough. */
function clearToolUses(messages: readonly LabMessage[], edit: JsonObject, inputTokens: number): Cleared | undefined {
  const excluded = new Set(asList(edit.exclude_tools));
  const uses = messages.flatMap((message) => message.blocks.filter((block) => block.type === "tool_use"));
  if (!triggered(asObject(edit.trigger), inputTokens, uses.length)) return undefined;
  const keep = amount(edit.keep) ?? 3;
  const old = keep === "all" ? [] : uses.slice(0, Math.max(0, uses.length - keep));
  const ids = new Set(old.filter((use) => !excluded.has(use.name)).map((use) => use.id));
  let tokens = 0;
  let count = 0;
  const swap = (block: JsonObject, instead: JsonObject): JsonObject => {
    tokens += Math.max(0, blockTokens(block) - blockTokens(instead));
    return instead;
  };
  const kept = messages.map((message) => ({
    ...message,
    blocks: message.blocks.map((block) => {
      if (block.type === "tool_result" && ids.has(block.tool_use_id) && block.content !== CLEARED_RESULT) {
        count++;
        return swap(block, { ...block, content: CLEARED_RESULT });
      }
      const inputs = edit.clear_tool_inputs === true && block.type === "tool_use" && ids.has(block.id);
      return inputs ? swap(block, { ...block, input: {} }) : block;
    }),
  }));
  // Clearing breaks the cache: a client may say how much it has to be worth.
  if (count === 0 || tokens < (asNumber(amount(edit.clear_at_least)) ?? 0)) return undefined;
  return {
    messages: kept,
    applied: { type: asText(edit.type) ?? "", cleared_tool_uses: count, cleared_input_tokens: tokens },
  };
}

function triggered(trigger: JsonObject | undefined, inputTokens: number, uses: number): boolean {
  const value = asNumber(trigger?.value);
  if (trigger?.type === "tool_uses") return uses > (value ?? 0);
  return inputTokens > (value ?? 100_000);
}

function isReasoning(block: JsonObject): boolean {
  return block.type === "thinking" || block.type === "redacted_thinking";
}

/** `"all"`, a number, or the number in `{"type":"thinking_turns","value":1}`. */
function amount(value: unknown): "all" | number | undefined {
  const object = asObject(value);
  if (value === "all" || object?.type === "all") return "all";
  return asNumber(object === undefined ? value : object.value);
}
