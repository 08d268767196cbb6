import { sha256Short } from "../core/digest.ts";

/**
 * By which an answer that we returned is known again in a later request's history: a digest
 * (128 bits, hex) of its visible text, trimmed, and of its tool call ids. Clients keep both, while
 * they may reorder keys, drop empty blocks or strip white space at the ends.
 */
export function replyDigest(text: string, toolCallIds: readonly string[]): string {
  return sha256Short(`${text.trim()}\u0000${toolCallIds.join("\u0000")}`);
}
