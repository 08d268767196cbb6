import { createHmac } from "node:crypto";
import { asText, type JsonObject } from "../../../wire/json/value.ts";
import { LabError } from "../lab-error.ts";

/** Seals what only the provider may read, and knows its own seals again. */
export class Seal {
  readonly #key: string;

  constructor(seed: string) {
    this.#key = `lab sealed ${seed}`;
  }

  /** The encrypted content of a reasoning or a compaction: it says what it is of, and nothing else can be put in its place. */
  seal(kind: string, of: string): string {
    return Buffer.from(`${kind}\n${of}\n${this.#mac(kind, of)}`).toString("base64");
  }

  /**
   * Checks every sealed item of a history.
   *
   * @throws {LabError} 400, as the API refuses content that it did not encrypt.
   */
  check(items: readonly JsonObject[]): void {
    for (const [index, item] of items.entries()) {
      const kind = asText(item.type) ?? "";
      const sealed = asText(item.encrypted_content);
      if (sealed === undefined) continue;
      const [written = "", of = "", mac = ""] = Buffer.from(sealed, "base64").toString("utf8").split("\n");
      if (written === kind && mac === this.#mac(kind, of)) continue;
      throw new LabError(
        400,
        `The encrypted content of input[${index}] could not be verified. Reason: Encrypted content could not be decrypted or parsed.`,
        "input",
      );
    }
  }

  #mac(kind: string, of: string): string {
    return createHmac("sha256", this.#key).update(`${kind}\n${of}`).digest("base64");
  }
}
