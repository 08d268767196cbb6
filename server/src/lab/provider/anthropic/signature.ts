import { createHmac } from "node:crypto";
import { asNumber, asObject, asText, type JsonObject, parsed } from "../../../wire/json/value.ts";
import { LabError } from "../lab-error.ts";
import type { LabMessage } from "./request.ts";

/** What a signature says of the reasoning block that it stands on. */
export interface Claim {
  /** The model that reasoned. */
  readonly model: string;
  /** The answer that the block was part of. */
  readonly answer: string;
  /** The block's place among the reasoning blocks of that answer. */
  readonly place: number;
  /** Tokens of the whole reasoning, shown or not. */
  readonly tokens: number;
}

/** Signs reasoning blocks, and knows its own signatures again. */
export class Signer {
  readonly #key: string;

  constructor(seed: string) {
    this.#key = `lab reasoning ${seed}`;
  }

  /** The signature of a shown text, or the data of a redacted block. */
  sign(kind: "thinking" | "redacted_thinking", claim: Claim, text: string): string {
    const payload = JSON.stringify([claim.model, claim.answer, claim.place, claim.tokens]);
    return this.#signed(kind, payload, text).toString("base64");
  }

  /**
   * Checks the reasoning blocks of a history.
   *
   * @throws {LabError} 400, as the API refuses a text or a signature that it did not make, and
   * blocks of one answer in another order.
   */
  check(messages: readonly LabMessage[]): void {
    for (const [index, message] of messages.entries()) {
      let last: Claim | undefined;
      for (const [place, block] of message.blocks.entries()) {
        if (block.type !== "thinking" && block.type !== "redacted_thinking") continue;
        const path = `messages.${index}.content.${place}`;
        const claim = this.#checked(block, block.type, path);
        if (last !== undefined && last.answer === claim.answer && claim.place <= last.place) {
          throw new LabError(
            400,
            `${path}: \`thinking\` or \`redacted_thinking\` blocks in the latest assistant message cannot be modified. ` +
              "These blocks must remain as they were in the original response.",
          );
        }
        last = claim;
      }
    }
  }

  #checked(block: JsonObject, kind: "thinking" | "redacted_thinking", path: string): Claim {
    const written = asText(kind === "thinking" ? block.signature : block.data) ?? "";
    const payload = payloadOf(written);
    const claim = claimIn(payload);
    const text = kind === "thinking" && typeof block.thinking === "string" ? block.thinking : "";
    // By bytes and whole: a signature with something behind it is another one.
    if (claim !== undefined && bytesOf(written).equals(this.#signed(kind, payload, text))) return claim;
    throw new LabError(
      400,
      kind === "thinking"
        ? `${path}: Invalid \`signature\` in \`thinking\` block`
        : `${path}: Invalid \`data\` in \`redacted_thinking\` block`,
    );
  }

  #signed(kind: string, payload: string, text: string): Buffer {
    const mac = createHmac("sha256", this.#key).update(`${kind}\n${payload}\n`).update(text).digest("base64");
    return Buffer.from(`${payload}\n${mac}`);
  }
}

/** What the signature of a block claims, unchecked. */
export function claimOf(block: JsonObject): Claim | undefined {
  return claimIn(payloadOf(asText(block.signature) ?? asText(block.data) ?? ""));
}

function payloadOf(signature: string): string {
  return bytesOf(signature).toString("utf8").split("\n")[0] ?? "";
}

function bytesOf(signature: string): Buffer {
  return Buffer.from(signature, "base64");
}

function claimIn(payload: string): Claim | undefined {
  const value = parsed(payload);
  if (!Array.isArray(value)) return undefined;
  const [model, answer, place, tokens] = value as unknown[];
  const claim = asObject({ model, answer, place, tokens });
  const name = asText(claim?.model);
  const of = asText(claim?.answer);
  const at = asNumber(claim?.place);
  const count = asNumber(claim?.tokens);
  if (name === undefined || of === undefined || at === undefined || count === undefined) return undefined;
  return { model: name, answer: of, place: at, tokens: count };
}
