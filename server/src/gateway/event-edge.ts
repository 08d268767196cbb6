const LF = 0x0a;
const CR = 0x0d;

/**
 * Splits a stream at the ends of events, so that a stream which has to be ended by an error of
 * ours is never ended in the middle of somebody's event. No byte is changed, added or lost.
 */
export class EventEdge {
  #rest: Uint8Array = new Uint8Array(0);

  /** The bytes up to the last end of an event; what follows is kept for the next call. */
  push(chunk: Uint8Array): Uint8Array {
    const all = this.#rest.length === 0 ? chunk : concat(this.#rest, chunk);
    const edge = lastEdge(all);
    this.#rest = all.subarray(edge);
    return all.subarray(0, edge);
  }

  /** What is left when the stream is over. */
  end(): Uint8Array {
    const rest = this.#rest;
    this.#rest = new Uint8Array(0);
    return rest;
  }
}

/** Offset behind the last empty line: two line ends in a row, in any of the three forms. */
function lastEdge(bytes: Uint8Array): number {
  for (let end = bytes.length; end >= 2; end--) {
    const last = bytes[end - 1];
    const before = bytes[end - 2];
    if (last === LF && (before === LF || (before === CR && bytes[end - 3] === LF))) return end;
    if (last === CR && (before === CR || before === LF)) return end;
  }
  return 0;
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
