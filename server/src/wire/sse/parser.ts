/** Takes one event of a stream: its name (empty when it has none) and its data lines joined. */
export type OnEvent = (event: string, data: string) => void;

const LF = 0x0a;
const CR = 0x0d;
const EMPTY = new Uint8Array(0);

/**
 * Reads server-sent events (WHATWG HTML, section 9.2.6) as bytes arrive. Events come out the same
 * however the bytes are split: in the middle of a line, of a line end, or of a character.
 *
 * Two liberties for the sake of real providers: data that is not followed by an empty line when
 * the stream ends is given out all the same, and lines may be of any length.
 */
export class SseParser {
  readonly #onEvent: OnEvent;
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  /** Pieces of a line that has not ended; joined once, because a line may come in very many. */
  #carry: Uint8Array[] = [];
  #afterCr = false;
  #started = false;
  #event = "";
  #data: string | undefined;

  constructor(onEvent: OnEvent) {
    this.#onEvent = onEvent;
  }

  /** Takes the next bytes. */
  push(chunk: Uint8Array): void {
    let from = 0;
    if (this.#afterCr && chunk.length > 0) {
      if (chunk[0] === LF) from = 1;
      this.#afterCr = false;
    }
    let cr = chunk.indexOf(CR, from);
    let lf = chunk.indexOf(LF, from);
    while (lf >= 0 || cr >= 0) {
      const atCr = cr >= 0 && (lf < 0 || cr < lf);
      const end = atCr ? cr : lf;
      this.#line(chunk, from, end);
      from = end + 1;
      if (atCr) {
        if (from === chunk.length) this.#afterCr = true;
        else if (chunk[from] === LF) from++;
        cr = chunk.indexOf(CR, from);
      }
      if (lf >= 0 && lf < from) lf = chunk.indexOf(LF, from);
    }
    // A copy: the caller may use its buffer again.
    if (from < chunk.length) this.#carry.push(chunk.slice(from));
  }

  /** Call once at the end of the bytes: gives out what has no empty line behind it. */
  end(): void {
    if (this.#carry.length > 0) this.#line(EMPTY, 0, 0);
    this.#dispatch();
  }

  #line(chunk: Uint8Array, from: number, end: number): void {
    let line = chunk.subarray(from, end);
    if (this.#carry.length > 0) {
      line = joined([...this.#carry, line]);
      this.#carry = [];
    }
    if (!this.#started) {
      this.#started = true;
      if (line[0] === 0xef && line[1] === 0xbb && line[2] === 0xbf) line = line.subarray(3);
    }
    if (line.length === 0) {
      this.#dispatch();
      return;
    }
    const text = this.#decoder.decode(line);
    const colon = text.indexOf(":");
    if (colon === 0) return;
    const field = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? "" : text.slice(text.charCodeAt(colon + 1) === 0x20 ? colon + 2 : colon + 1);
    if (field === "data") this.#data = this.#data === undefined ? value : `${this.#data}\n${value}`;
    else if (field === "event") this.#event = value;
  }

  #dispatch(): void {
    const data = this.#data;
    const event = this.#event;
    this.#data = undefined;
    this.#event = "";
    if (data !== undefined) this.#onEvent(event, data);
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
