import { sha256Short } from "../../core/digest.ts";
import { asText, type JsonObject, objectsOf } from "../json/value.ts";

/**
 * The digests (128 bits, hex) of the reasoning in one item: of what is encrypted where there is
 * such, because clients that keep no answers at the provider resend it without an id; else of the
 * id; else of the text that open models show. A reference to reasoning is the reasoning.
 */
export function reasoningDigests(item: JsonObject): readonly string[] {
  const id = asText(item.id);
  if (item.type === "item_reference") return id?.startsWith("rs_") === true ? [ofId(id)] : NONE;
  if (item.type !== "reasoning") return NONE;
  const encrypted = asText(item.encrypted_content);
  if (encrypted !== undefined) return [sha256Short(`redacted\u0000${encrypted}`)];
  if (id !== undefined) return [ofId(id)];
  const text = [...objectsOf(item.summary), ...objectsOf(item.content)].map((part) => asText(part.text) ?? "").join("");
  return text === "" ? NONE : [sha256Short(`thinking\u0000${text}`)];
}

/** Whether an item of reasoning brings all that it is, so that nobody has to keep it. */
export function isEncrypted(item: JsonObject): boolean {
  return asText(item.encrypted_content) !== undefined;
}

const NONE: readonly string[] = [];

function ofId(id: string): string {
  return sha256Short(`item\u0000${id}`);
}
