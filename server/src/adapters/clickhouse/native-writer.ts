/** The lengths of shorter texts as they stand before them, a character for a byte. */
const PREFIXES: readonly string[] = Array.from({ length: 1 << 12 }, (_, length) =>
  length < 0x80 ? String.fromCharCode(length) : String.fromCharCode((length & 0x7f) | 0x80, length >>> 7),
);

/** Bytes of the engine's Native format, written one after the other into memory that grows. */
export class NativeWriter {
  #bytes = Buffer.alloc(0);
  #view = new DataView(this.#bytes.buffer);
  #at = 0;

  /** Bytes of its memory. */
  get capacity(): number {
    return this.#bytes.length;
  }

  /** Begins anew in the same memory. @param bytes about how many there will be. */
  begin(bytes: number): void {
    this.#at = 0;
    this.#room(bytes);
  }

  /** What has been written; valid until more is. */
  get written(): Buffer {
    return this.#bytes.subarray(0, this.#at);
  }

  /** A length: seven bits a byte, the lowest first. */
  length(value: number): void {
    this.#room(5);
    this.#lengthAt(value);
  }

  /** A text: its length in bytes, and UTF-8. */
  text(value: string): void {
    const { length } = value;
    // A character takes three bytes at most (two of UTF-16 four).
    this.#room(length * 3 + 10);
    const begun = this.#at;
    // Nearly all texts are ASCII, and then as many bytes as characters follow.
    this.#lengthAt(length);
    const guessed = this.#at - begun;
    const took = length === 0 ? 0 : this.#bytes.write(value, this.#at);
    if (took !== length) {
      this.#at = begun;
      this.#lengthAt(took);
      if (this.#at - begun !== guessed) this.#bytes.write(value, this.#at);
    }
    this.#at += took;
  }

  /** Texts, one after the other as `text` writes them. */
  texts(values: readonly string[]): void {
    const all = values.join("");
    // A text of ASCII has as many bytes as characters, and its length stands before it as one character or two: all of
    // them are then one text, and written at once.
    if (Buffer.byteLength(all) !== all.length || values.some(({ length }) => length >= PREFIXES.length)) {
      for (const value of values) this.text(value);
      return;
    }
    const pieces: string[] = [];
    for (const value of values) pieces.push(PREFIXES[value.length] ?? "", value);
    const text = pieces.join("");
    this.#room(text.length);
    this.#at += this.#bytes.write(text, this.#at, "latin1");
  }

  /** For each value a byte: 1 where it is the one that is looked for. */
  flags(values: readonly unknown[], sought: boolean | null): void {
    const { length } = values;
    this.#room(length);
    for (let index = 0; index < length; index++) this.#bytes[this.#at++] = values[index] === sought ? 1 : 0;
  }

  /** Whole numbers from 0 of one, two or four bytes. */
  numbers(values: ArrayLike<number>, bytes: 1 | 2 | 4): void {
    const { length } = values;
    this.#room(length * bytes);
    for (let index = 0; index < length; index++, this.#at += bytes) {
      const value = values[index] ?? 0;
      if (bytes === 1) this.#bytes[this.#at] = value;
      else if (bytes === 2) this.#view.setUint16(this.#at, value, true);
      else this.#view.setUint32(this.#at, value, true);
    }
  }

  /** Whole numbers from 0 of eight bytes. */
  longs(values: ArrayLike<number>): void {
    const { length } = values;
    this.#room(length * 8);
    for (let index = 0; index < length; index++, this.#at += 8) {
      const value = values[index] ?? 0;
      const high = Math.floor(value / 0x1_0000_0000);
      this.#view.setUint32(this.#at, value - high * 0x1_0000_0000, true);
      this.#view.setUint32(this.#at + 4, high, true);
    }
  }

  /** Numbers with a fraction, of eight bytes. */
  doubles(values: ArrayLike<number>): void {
    const { length } = values;
    this.#room(length * 8);
    for (let index = 0; index < length; index++, this.#at += 8)
      this.#view.setFloat64(this.#at, values[index] ?? 0, true);
  }

  #lengthAt(value: number): void {
    let rest = value;
    for (; rest >= 0x80; rest >>>= 7) this.#bytes[this.#at++] = (rest & 0x7f) | 0x80;
    this.#bytes[this.#at++] = rest;
  }

  #room(bytes: number): void {
    const needed = this.#at + bytes;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.written);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}
