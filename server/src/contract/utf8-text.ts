/** Bytes that are no text: where the first of them stands. */
export class NotUtf8 extends Error {
  /** From 1 on; columns count characters. */
  readonly line: number;
  readonly column: number;

  constructor(line: number, column: number) {
    super(`line ${line}, column ${column} holds bytes that are no UTF-8`);
    this.name = "NotUtf8";
    this.line = line;
    this.column = column;
  }
}

/** The text of some bytes. @throws {NotUtf8} where they are none: a text with holes in it is nobody's contract. */
export function utf8Text(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const good = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(0, validLength(bytes)));
    const lines = good.split(/\r\n|\n|\r/);
    throw new NotUtf8(lines.length, (lines.at(-1)?.length ?? 0) + 1);
  }
}

/** Bytes before the first that are no UTF-8, by halves. */
function validLength(bytes: Uint8Array): number {
  let [good, bad] = [0, bytes.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isStart(bytes.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  return good;
}

/** Whether some bytes can be the beginning of a text, cut in a character perhaps. */
function isStart(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
