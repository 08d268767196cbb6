import type { StreamReader } from "../codec.ts";
import type { AnswerContent } from "../content.ts";
import type { ResponseFacts } from "../facts.ts";
import { FrameBounds } from "./frame-bounds.ts";
import { type Message, readMessage } from "./message.ts";

/**
 * A reader of an answer that is streamed as an AWS event stream: what each message means is its
 * format's. What is no message ends the reading: whatever comes behind it cannot be told apart.
 */
export abstract class FrameReader implements StreamReader {
  readonly #bounds = new FrameBounds();
  #pieces: Uint8Array[] = [];
  #broken = false;
  #events = 0;

  abstract get modelKnown(): boolean;
  abstract get model(): string | undefined;
  abstract get terminal(): boolean;
  abstract get complete(): boolean;
  abstract facts(): ResponseFacts;
  abstract content(): AnswerContent;

  /** Takes one message whose checksums are right. Must not throw. */
  protected abstract onMessage(message: Message): void;

  get events(): number {
    return this.#events;
  }

  /** Whether all that has come were messages; one that is under way is none any more when the bytes have ended. */
  protected get whole(): boolean {
    return !this.#broken;
  }

  push(chunk: Uint8Array): void {
    if (this.#broken) return;
    let from = 0;
    for (const end of this.#bounds.push(chunk)) {
      this.#take(chunk.subarray(from, end));
      if (this.#broken) return;
      from = end;
    }
    if (this.#bounds.broken) this.#break();
    // A copy: the owner of the bytes may use them again.
    else if (from < chunk.length) this.#pieces.push(chunk.slice(from));
  }

  end(): void {
    if (this.#bounds.inside) this.#break();
  }

  #take(last: Uint8Array): void {
    // Mostly a message comes as one piece, and then nothing is made of it.
    const frame = this.#pieces.length === 0 ? last : joinPieces([...this.#pieces, last]);
    this.#pieces = [];
    const message = readMessage(frame);
    if (message === undefined) return this.#break();
    this.#events++;
    this.onMessage(message);
  }

  #break(): void {
    this.#broken = true;
    this.#pieces = [];
  }
}

/** Pieces as one. */
export function joinPieces(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
