import { sha256Short } from "../../core/digest.ts";
import { asNumber, asText, type JsonObject, objectsOf } from "../json/value.ts";

interface Detail {
  signature: string;
  data: string;
  text: string;
}

/**
 * Collects the reasoning of one message, whole or in pieces. Who speaks this format puts it in one
 * of four places: `reasoning_content` (DeepSeek, xAI, Moonshot), `reasoning` (vLLM, Groq),
 * `reasoning_details` (OpenRouter, signed or encrypted), or content parts of type `thinking` (Mistral).
 */
export class ReasoningCollector {
  #text = "";
  #details: Map<string, Detail> | undefined;

  /** Takes a message, or a delta of one. */
  add(message: JsonObject): void {
    const text = asText(message.reasoning_content) ?? asText(message.reasoning);
    if (text !== undefined) this.#text += text;
    for (const part of objectsOf(message.content)) if (part.type === "thinking") this.#text += thinkingText(part);
    for (const detail of objectsOf(message.reasoning_details)) this.#addDetail(detail);
  }

  /** Digests (128 bits, hex) in order: of what was signed or encrypted where there is such, else of the text. */
  digests(): readonly string[] {
    if (this.#details === undefined) return this.#text === "" ? NONE : [ofText(this.#text)];
    const sealed: string[] = [];
    for (const { signature, data } of this.#details.values()) {
      if (signature !== "") sealed.push(sha256Short(`signed\u0000${signature}`));
      else if (data !== "") sealed.push(sha256Short(`redacted\u0000${data}`));
    }
    if (sealed.length > 0) return sealed;
    const text = this.#text || [...this.#details.values()].map((detail) => detail.text).join("");
    return text === "" ? NONE : [ofText(text)];
  }

  #addDetail(piece: JsonObject): void {
    // Pieces of one detail share its index; an id comes with whole ones.
    const key = `${asNumber(piece.index) ?? asText(piece.id) ?? ""}\u0000${asText(piece.type) ?? ""}`;
    this.#details ??= new Map();
    const detail = this.#details.get(key) ?? { signature: "", data: "", text: "" };
    detail.signature += asText(piece.signature) ?? "";
    detail.data += asText(piece.data) ?? "";
    detail.text += asText(piece.text) ?? asText(piece.summary) ?? "";
    this.#details.set(key, detail);
  }
}

const NONE: readonly string[] = [];

function ofText(text: string): string {
  return sha256Short(`thinking\u0000${text}`);
}

/** The text of a content part of type `thinking`: a text, or a list of text parts. */
function thinkingText(part: JsonObject): string {
  if (typeof part.thinking === "string") return part.thinking;
  return objectsOf(part.thinking)
    .map((piece) => asText(piece.text) ?? "")
    .join("");
}
