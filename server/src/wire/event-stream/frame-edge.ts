import type { StreamEdge } from "../codec.ts";
import { FrameBounds } from "./frame-bounds.ts";
import { joinPieces } from "./frame-reader.ts";

const EMPTY = new Uint8Array(0);

/**
 * Splits an AWS event stream at the ends of its messages. Behind what is no message nothing is kept
 * back any more: no client can read on there.
 */
export class FrameEdge implements StreamEdge {
  readonly #bounds = new FrameBounds();
  #rest: Uint8Array[] = [];

  push(chunk: Uint8Array): Uint8Array {
    const ends = this.#bounds.push(chunk);
    const edge = this.#bounds.broken ? chunk.length : ends.at(-1);
    if (edge === undefined) {
      this.#rest.push(chunk);
      return EMPTY;
    }
    if (edge === chunk.length && this.#rest.length === 0) return chunk;
    const whole = joinPieces([...this.#rest, chunk.subarray(0, edge)]);
    this.#rest = edge < chunk.length ? [chunk.subarray(edge)] : [];
    return whole;
  }

  end(): Uint8Array {
    const rest = joinPieces(this.#rest);
    this.#rest = [];
    return rest;
  }
}
