/** Bytes of an answer that are kept for whoever judges it: a longer one is not judged, as no part of it would be the answer. */
const MOST_BYTES = 1024 * 1024;

/** How an answer's bytes are to be read. */
export type AnswerForm = "stream" | "document";

/** The bytes of an answer as they are delivered, in memory until it is whole, and then nowhere. */
export class KeptAnswer {
  readonly #whole: (answer: Uint8Array, form: AnswerForm) => void;
  #chunks: Uint8Array[] = [];
  #length = 0;
  #form: AnswerForm | undefined;

  /** @param whole takes the answer when all of it has been delivered. */
  constructor(whole: (answer: Uint8Array, form: AnswerForm) => void) {
    this.#whole = whole;
  }

  /** Says how the bytes are to be read; until then they are not. */
  is(form: AnswerForm): void {
    this.#form = form;
  }

  /** Takes the next bytes. */
  add(chunk: Uint8Array): void {
    this.#length += chunk.length;
    if (this.#length <= MOST_BYTES) this.#chunks.push(chunk);
    else this.#chunks = [];
  }

  /** The answer is over. @param complete whether it ended as it should: else there is no answer to judge. */
  end(complete: boolean): void {
    const chunks = this.#chunks;
    this.#chunks = [];
    if (!complete || this.#form === undefined || this.#length === 0 || this.#length > MOST_BYTES) return;
    const [only] = chunks;
    this.#whole(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks), this.#form);
  }
}
