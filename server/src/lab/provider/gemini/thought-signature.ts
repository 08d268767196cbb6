import { createHmac } from "node:crypto";
import { asText, type JsonObject, objectsOf } from "../../../wire/json/value.ts";
import { LabError } from "../lab-error.ts";
import { either } from "./request.ts";

/** What the API takes in place of a signature from a client that has none. */
const SKIPPED = new Set(["skip_thought_signature_validator", "context_engineering_is_the_way_to_go"]);

/** Signs thoughts, and knows its own signatures again. */
export class ThoughtSigner {
  readonly #key: string;

  constructor(seed: string) {
    this.#key = `lab thoughts ${seed}`;
  }

  /** The signature of an answer's thoughts. */
  sign(answer: string): string {
    const mac = createHmac("sha256", this.#key).update(answer).digest("base64url");
    return Buffer.from(`${answer}\n${mac}`).toString("base64");
  }

  /** @throws {LabError} 400, as the API refuses a signature that it did not make. */
  check(contents: readonly JsonObject[]): void {
    for (const content of contents) {
      for (const part of objectsOf(content.parts)) {
        const signature = asText(either(part, "thoughtSignature"));
        if (signature === undefined || SKIPPED.has(signature)) continue;
        const written = Buffer.from(signature, "base64").toString("utf8");
        const answer = written.split("\n")[0] ?? "";
        if (SKIPPED.has(written) || signature === this.sign(answer)) continue;
        throw new LabError(400, "Thought signature is not valid");
      }
    }
  }
}
