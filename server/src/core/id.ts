/** Fills a byte array with random bytes; `crypto.getRandomValues` in production, seeded in tests. */
export type RandomBytes = (into: Uint8Array) => Uint8Array;

const HEX = Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0));
const DASH = 0x2d;

/**
 * Makes a generator of UUIDv7 ids (RFC 9562, section 5.7): 48 bits of milliseconds, a 12-bit
 * counter that keeps ids of one millisecond in order, and 62 random bits.
 *
 * Ids of one generator sort in the order in which they were made, also when the clock steps back.
 */
export function idGenerator(now: () => number, random: RandomBytes): () => string {
  const bytes = new Uint8Array(16);
  const codes = Array.from({ length: 36 }, () => DASH);
  // Random bytes are drawn many at a time: a draw costs more than the copy.
  const pool = new Uint8Array(8 * 128);
  let used = pool.length;
  let last = -1;
  let counter = 0;
  return () => {
    const ms = now();
    if (ms > last) {
      last = ms;
      counter = 0;
    } else if (++counter > 0xfff) {
      last += 1;
      counter = 0;
    }
    if (used === pool.length) {
      random(pool);
      used = 0;
    }
    let rest = last;
    for (let i = 5; i >= 0; i--) {
      bytes[i] = rest % 256;
      rest = Math.floor(rest / 256);
    }
    bytes[6] = 0x70 | (counter >> 8);
    bytes[7] = counter & 0xff;
    for (let i = 8; i < 16; i++) bytes[i] = pool[used++] ?? 0;
    bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
    for (let i = 0, at = 0; i < 16; i++, at += 2) {
      if (i === 4 || i === 6 || i === 8 || i === 10) at++;
      const byte = bytes[i] ?? 0;
      codes[at] = HEX[byte >> 4] ?? 0;
      codes[at + 1] = HEX[byte & 0xf] ?? 0;
    }
    // One text at once: put together piece by piece it would be twenty.
    return String.fromCharCode(...codes);
  };
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text has the form of an exchange id. */
export function isId(text: string): boolean {
  return UUID.test(text);
}

/** The millisecond at which a UUIDv7 was made. */
export function idTime(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
