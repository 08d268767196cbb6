import type { StreamEdge } from "../wire/codec.ts";
import { joined } from "./whole-body.ts";

const LF = 0x0a;
const CR = 0x0d;
const EMPTY = new Uint8Array(0);

/**
 * Splits a stream at the ends of server-sent events, so that a stream which has to be ended by an error of
 * ours is never ended in the middle of somebody's event. No byte is changed, added or lost.
 */
export class EventEdge implements StreamEdge {
  /** Pieces of an event that has not ended; joined once, because an event may come in very many. */
  #rest: Uint8Array[] = [];
  /** The last bytes of the rest, newest first: an end of an event may be cut in pieces too. */
  #last = -1;
  #beforeLast = -1;

  /** The bytes up to the last end of an event; what follows is kept for the next call. */
  push(chunk: Uint8Array): Uint8Array {
    const edge = this.#lastEdge(chunk);
    if (edge < 0) {
      this.#keep(chunk);
      return EMPTY;
    }
    // Mostly an event comes as one piece, and then nothing is made of it.
    if (edge === chunk.length && this.#rest.length === 0) return chunk;
    const head = chunk.subarray(0, edge);
    const whole = this.#rest.length === 0 ? head : joined([...this.#rest, head]);
    this.#forget();
    if (edge < chunk.length) this.#keep(chunk.subarray(edge));
    return whole;
  }

  /** What is left when the stream is over. */
  end(): Uint8Array {
    const rest = joined(this.#rest);
    this.#forget();
    return rest;
  }

  #keep(piece: Uint8Array): void {
    if (piece.length === 0) return;
    this.#rest.push(piece);
    this.#beforeLast = piece.length > 1 ? (piece.at(-2) ?? -1) : this.#last;
    this.#last = piece.at(-1) ?? -1;
  }

  #forget(): void {
    this.#rest = [];
    this.#last = -1;
    this.#beforeLast = -1;
  }

  /** Offset behind the last empty line (two line ends in a row, in any of the three forms), or -1. */
  #lastEdge(chunk: Uint8Array): number {
    const { length } = chunk;
    if (length > 1 && chunk[length - 1] === LF && chunk[length - 2] === LF) return length;
    const at = (index: number): number => chunk[index] ?? (index === -1 ? this.#last : this.#beforeLast);
    for (let end = chunk.length; end >= 1; end--) {
      const last = at(end - 1);
      if (last !== LF && last !== CR) continue;
      const before = at(end - 2);
      if (last === LF && (before === LF || (before === CR && at(end - 3) === LF))) return end;
      if (last === CR && (before === CR || before === LF)) return end;
    }
    return -1;
  }
}
