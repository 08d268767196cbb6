import { longerTtl } from "../cache-ttl.ts";
import type { MessageFacts } from "../facts.ts";
import { canonicalTextShort } from "../json/canonical-text.ts";
import type { Conceal } from "../json/element-memo.ts";
import { skeletonText } from "../json/skeleton.ts";
import { type JsonObject, objectsOf } from "../json/value.ts";
import { replyDigest } from "../reply.ts";
import { cacheTtls, callIn, canonicalMessage, reasoningDigest, visibleText } from "./blocks.ts";

/** What is read out of one message of a request, beyond what everybody may know of it. */
export interface ReadMessage {
  readonly facts: MessageFacts;
  readonly cacheTtl?: string;
}

/** Reads one message. `bytes` is the length of its raw bytes. */
export function readMessage(message: JsonObject, bytes: number, conceal: Conceal): ReadMessage {
  const blocks = objectsOf(message.content);
  const role = roleOf(message.role);
  const calls = blocks.flatMap((block) => callIn(block)?.id ?? []);
  const facts: MessageFacts = {
    role,
    digest: canonicalTextShort(canonicalMessage(message)),
    turn: isTurn(message),
    reasoning: blocks.flatMap((block) => reasoningDigest(block) ?? []),
    toolCalls: calls,
    ...(role === "assistant" ? { reply: replyDigest(blocks.map(visibleText).join(""), calls) } : {}),
    bytes,
    skeleton: skeletonText(message, conceal),
  };
  const ttl = cacheTtls(blocks).reduce<string | undefined>(longerTtl, undefined);
  return { facts, ...(ttl === undefined ? {} : { cacheTtl: ttl }) };
}

/** Whether a person spoke in a message. */
export function isTurn(message: JsonObject): boolean {
  return message.role === "user" && objectsOf(message.content).some(isSpoken);
}

/** Results of tools and cache points are the program's: nobody spoke. */
function isSpoken(block: JsonObject): boolean {
  return block.toolResult === undefined && block.cachePoint === undefined;
}

function roleOf(role: unknown): MessageFacts["role"] {
  // A role that nobody knows yet says nothing of a person or a model: it is taken for instructions.
  return role === "user" || role === "assistant" ? role : "system";
}
