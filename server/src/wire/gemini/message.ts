import type { MessageFacts } from "../facts.ts";
import { canonicalTextShort } from "../json/canonical-text.ts";
import type { Conceal } from "../json/element-memo.ts";
import { skeletonText } from "../json/skeleton.ts";
import type { JsonObject } from "../json/value.ts";
import { replyDigest } from "../reply.ts";
import { callId, callIn, canonicalContent, partsOf, ReasoningCollector, resultIn, visibleText } from "./parts.ts";

/** Reads one content of the history. `bytes` is the length of its raw bytes. */
export function readMessage(content: JsonObject, bytes: number, conceal: Conceal): MessageFacts {
  const role = roleOf(content.role);
  const parts = partsOf(content);
  const reasoning = new ReasoningCollector();
  for (const part of parts) reasoning.add(part);
  const calls = parts.flatMap((part) => callId(callIn(part) ?? {}) ?? []);
  return {
    role,
    digest: canonicalTextShort(canonicalContent(content)),
    turn: isTurn(content, parts),
    reasoning: reasoning.digests(),
    toolCalls: calls,
    ...(role === "assistant" ? { reply: replyDigest(parts.map(visibleText).join(""), calls) } : {}),
    bytes,
    skeleton: skeletonText(content, conceal),
  };
}

/** Whether a person spoke in a content of these parts. */
export function isTurn(content: JsonObject, parts: readonly JsonObject[]): boolean {
  if (roleOf(content.role) !== "user") return false;
  return !parts.some((part) => resultIn(part) !== undefined) || parts.some(isSpoken);
}

/** Beside results of tools only words are a person's: images and files come along with what a tool read. */
function isSpoken(part: JsonObject): boolean {
  return visibleText(part).trim() !== "";
}

function roleOf(role: unknown): MessageFacts["role"] {
  switch (role) {
    case "model":
      return "assistant";
    case "user":
    case undefined:
    case null:
    case "":
      // A content without a role is the user's.
      return "user";
    case "function":
    case "tool":
      return "tool";
    default:
      // A role that nobody knows yet says nothing of a person or a model: it is taken for instructions.
      return "system";
  }
}
