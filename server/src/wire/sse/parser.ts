/** Takes one event of a stream: its name (empty when it has none) and its data lines joined. */
export type OnEvent = (event: string, data: string) => void;

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
  /** A line that has not ended. */
  #carry = "";
  #afterCr = false;
  #started = false;
  #event = "";
  #data: string | undefined;

  constructor(onEvent: OnEvent) {
    this.#onEvent = onEvent;
  }

  /** Takes the next bytes. */
  push(chunk: Uint8Array): void {
    // Text of all of it at once: a view of each line's bytes would cost more than reading them.
    this.#take(this.#decoder.decode(chunk, { stream: true }));
  }

  /** Call once at the end of the bytes: gives out what has no empty line behind it. */
  end(): void {
    this.#take(this.#decoder.decode());
    if (this.#carry !== "") this.#line(this.#carry);
    this.#carry = "";
    this.#dispatch();
  }

  #take(text: string): void {
    if (text === "") return;
    let from = 0;
    if (!this.#started) {
      this.#started = true;
      if (text.startsWith("\uFEFF")) from = 1;
    }
    if (this.#afterCr) {
      if (text[from] === "\n") from++;
      this.#afterCr = false;
    }
    let cr = text.indexOf("\r", from);
    let lf = text.indexOf("\n", from);
    while (lf >= 0 || cr >= 0) {
      const atCr = cr >= 0 && (lf < 0 || cr < lf);
      const end = atCr ? cr : lf;
      this.#line(this.#carry === "" ? text.slice(from, end) : this.#carry + text.slice(from, end));
      this.#carry = "";
      from = end + 1;
      if (atCr) {
        if (from === text.length) this.#afterCr = true;
        else if (text[from] === "\n") from++;
        cr = text.indexOf("\r", from);
      }
      if (lf >= 0 && lf < from) lf = text.indexOf("\n", from);
    }
    if (from < text.length) this.#carry += text.slice(from);
  }

  #line(line: string): void {
    if (line === "") {
      this.#dispatch();
      return;
    }
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(line.charCodeAt(colon + 1) === 0x20 ? colon + 2 : colon + 1);
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
