import type { CliContext } from "./context.ts";

/** How much is read between two looks at it. */
const STEP = 16 * 2 ** 20;

/** Says on a terminal how far a long reading has come; nothing where nobody looks. */
export class Progress {
  readonly #say: ((text: string) => void) | undefined;
  #read = 0;
  #said = 0;
  #shown = false;

  constructor({ process }: CliContext) {
    const { isTTY = false } = process.stderr as { readonly isTTY?: boolean };
    this.#say = isTTY ? (text) => process.stderr.write(text) : undefined;
  }

  /** So many more bytes of `size` were read. */
  moved(what: string, bytes: number, size: number): void {
    this.#read += bytes;
    if (this.#say === undefined || this.#read - this.#said < STEP) return;
    this.#said = this.#read;
    this.#shown = true;
    this.#say(`\r${what}: ${Math.min(100, Math.round((100 * this.#read) / size))} %\u001b[K`);
  }

  /** One reading has ended: its line goes away. */
  ended(): void {
    if (this.#shown) this.#say?.("\r\u001b[K");
    this.#read = this.#said = 0;
    this.#shown = false;
  }
}
