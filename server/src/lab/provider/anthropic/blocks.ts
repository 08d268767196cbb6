import { type JsonObject, asText } from "../../../wire/json/value.ts";
import { claimOf } from "./signature.ts";
import { estimateTokens, IMAGE_TOKENS } from "../tokens.ts";

/** Tokens that a role and its marks cost; added to the first block of a message. */
export const MESSAGE_TOKENS = 3;

/** What a block counts as input. */
export function blockTokens(block: JsonObject): number {
  switch (block.type) {
    case "text":
      return estimateTokens(asText(block.text) ?? "");
    case "thinking":
    case "redacted_thinking":
      // Reasoning counts whole, also where the answer did not show it: the signature knows how much it was.
      return claimOf(block)?.tokens ?? estimateTokens(asText(block.thinking) ?? "");
    case "image":
      return IMAGE_TOKENS;
    case "tool_result":
      return resultTokens(block);
    default:
      return estimateTokens(JSON.stringify(unmarked(block)));
  }
}

/** A block without its cache mark: marks move and mean nothing. */
export function unmarked(block: JsonObject): JsonObject {
  if (!("cache_control" in block)) return block;
  const { cache_control: _mark, ...rest } = block;
  return rest;
}

function resultTokens(block: JsonObject): number {
  const { content } = block;
  if (typeof content === "string") return estimateTokens(content) + MESSAGE_TOKENS;
  if (!Array.isArray(content)) return MESSAGE_TOKENS;
  return content.reduce<number>((sum, part) => sum + blockTokens(part as JsonObject), MESSAGE_TOKENS);
}
