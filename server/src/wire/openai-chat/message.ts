import { longerTtl } from "../cache-ttl.ts";
import type { MessageFacts } from "../facts.ts";
import { canonicalTextShort } from "../json/canonical-text.ts";
import type { Conceal } from "../json/element-memo.ts";
import { skeletonText } from "../json/skeleton.ts";
import { asText, type JsonObject, objectsOf } from "../json/value.ts";
import { replyDigest } from "../reply.ts";
import { cacheMarks, canonicalMessage } from "./canonical.ts";
import { ReasoningCollector } from "./reasoning.ts";

/** What is read out of one message of a request, beyond what everybody may know of it. */
export interface ReadMessage {
  readonly facts: MessageFacts;
  /** The text, for messages that are instructions. */
  readonly instructions?: string;
  readonly cacheTtl?: string;
}

/** Reads one message. `bytes` is the length of its raw bytes. */
export function readMessage(message: JsonObject, bytes: number, conceal: Conceal): ReadMessage {
  const role = roleOf(message.role);
  const calls = callIdsOf(message);
  const reasoning = new ReasoningCollector();
  reasoning.add(message);
  const text = spokenText(message);
  const facts: MessageFacts = {
    role,
    digest: canonicalTextShort(canonicalMessage(message)),
    turn: isTurn(message),
    reasoning: reasoning.digests(),
    toolCalls: calls,
    ...(role === "assistant" ? { reply: replyDigest(text, calls) } : {}),
    bytes,
    skeleton: skeletonText(message, conceal),
  };
  const ttl = cacheMarks(message).reduce<string | undefined>(longerTtl, undefined);
  const instructs = message.role === "system" || message.role === "developer";
  if (!instructs && ttl === undefined) return { facts };
  return { facts, ...(instructs ? { instructions: text } : {}), ...(ttl === undefined ? {} : { cacheTtl: ttl }) };
}

/** Whether a person spoke in a message. */
export function isTurn(message: JsonObject): boolean {
  return message.role === "user";
}

function callIdsOf(message: JsonObject): readonly string[] {
  const calls = objectsOf(message.tool_calls);
  return calls.length === 0 ? NONE : calls.flatMap((call) => asText(call.id) ?? []);
}

const NONE: readonly string[] = [];

/** What a message says to its reader; a refusal stands in place of the text. */
export function spokenText(message: JsonObject): string {
  return visibleText(message.content) || (asText(message.refusal) ?? "");
}

/** The text that is shown, of content that is a text or a list of parts. */
function visibleText(content: unknown): string {
  if (typeof content === "string") return content;
  let text = "";
  for (const part of objectsOf(content)) {
    if ((part.type === "text" || part.type === undefined) && typeof part.text === "string") text += part.text;
  }
  return text;
}

function roleOf(role: unknown): MessageFacts["role"] {
  switch (role) {
    case "user":
    case "assistant":
    case "tool":
      return role;
    case "function":
      return "tool";
    default:
      // `system`, `developer`, and a role that nobody knows yet: instructions.
      return "system";
  }
}
