import type { MessageFacts } from "../facts.ts";
import { canonicalTextShort } from "../json/canonical-text.ts";
import type { Conceal } from "../json/element-memo.ts";
import { skeletonText } from "../json/skeleton.ts";
import { asObject, asText, type JsonObject, objectsOf } from "../json/value.ts";
import { longerTtl } from "../cache-ttl.ts";
import { replyDigest } from "../reply.ts";
import { cacheMarks, canonicalMessage } from "./canonical.ts";
import { reasoningDigest } from "./reasoning.ts";

/** What is read out of one message of a request, beyond what everybody may know of it. */
export interface ReadMessage {
  readonly facts: MessageFacts;
  /** The effort that this entry sets from here on. */
  readonly effort?: string;
  readonly cacheTtl?: string;
}

const REMINDER = /^\s*<system-reminder>[^]*<\/system-reminder>\s*$/;

/** Reads one message. `bytes` is the length of its raw bytes. */
export function readMessage(message: JsonObject, bytes: number, conceal: Conceal): ReadMessage {
  const blocks = blocksOf(message.content);
  const role = roleOf(message.role);
  const calls: string[] = [];
  const reasoning: string[] = [];
  for (const block of blocks) {
    if (block.type === "tool_use" && typeof block.id === "string") calls.push(block.id);
    const digest = reasoningDigest(block);
    if (digest !== undefined) reasoning.push(digest);
  }
  const facts: MessageFacts = {
    role,
    digest: canonicalTextShort(canonicalMessage(message)),
    turn: isTurn(message, blocks),
    reasoning,
    toolCalls: calls,
    ...(role === "assistant" ? { reply: replyDigest(textOf(blocks), calls) } : {}),
    bytes,
    skeleton: skeletonText(message, conceal),
  };
  const effort = asText(asObject(message.output_config)?.effort);
  const ttl = cacheMarks(message).reduce<string | undefined>(longerTtl, undefined);
  return { facts, ...(effort === undefined ? {} : { effort }), ...(ttl === undefined ? {} : { cacheTtl: ttl }) };
}

/** The visible text of blocks, as it is shown: one after the other. */
export function textOf(blocks: readonly JsonObject[]): string {
  let text = "";
  for (const block of blocks) if (block.type === "text" && typeof block.text === "string") text += block.text;
  return text;
}

/** Content as blocks: a text is one text block. */
export function blocksOf(content: unknown): readonly JsonObject[] {
  return typeof content === "string" ? [{ type: "text", text: content }] : objectsOf(content);
}

function roleOf(role: unknown): MessageFacts["role"] {
  // A role that nobody knows yet says nothing of a person or a model: it is taken for instructions.
  return role === "user" || role === "assistant" ? role : "system";
}

/** Whether a person spoke in a message of these blocks. */
export function isTurn(message: JsonObject, blocks: readonly JsonObject[]): boolean {
  return message.role === "user" && blocks.some(isSpoken);
}

/** Claude Code puts reminders beside the results of tools: they are the program's, nobody spoke. */
export function isSpoken(block: JsonObject): boolean {
  if (block.type === "tool_result") return false;
  return !(block.type === "text" && typeof block.text === "string" && REMINDER.test(block.text));
}
