import { sha256Short } from "../../core/digest.ts";
import { asText, type JsonObject } from "../json/value.ts";

/**
 * The digest (128 bits, hex) by which a reasoning block is known again: of its signature, of the
 * data of a redacted one, or of its text where a provider signs nothing. Undefined for any other block.
 */
export function reasoningDigest(block: JsonObject): string | undefined {
  if (block.type === "redacted_thinking") return sha256Short(`redacted\u0000${asText(block.data) ?? ""}`);
  if (block.type !== "thinking") return undefined;
  const signature = asText(block.signature);
  return sha256Short(
    signature === undefined ? `thinking\u0000${asText(block.thinking) ?? ""}` : `signed\u0000${signature}`,
  );
}
