/** Gives numbers from 0 to 1, without 1. */
export type Random = () => number;

/** Any one, all as likely. */
export function pickOne<T>(random: Random, choices: readonly T[]): T {
  return choices[Math.floor(random() * choices.length)]!;
}

/** The first is the most frequent, the last the rarest (Zipf, exponent 1). */
export function longTail<T>(random: Random, choices: readonly T[]): T {
  return choices[longTailIndex(random, choices.length)]!;
}

/** The same as a number below `count`. */
export function longTailIndex(random: Random, count: number): number {
  return Math.min(count - 1, Math.floor((count + 1) ** random()) - 1);
}

/** Hex digits that nothing compresses. */
export function hex(random: Random, length: number): string {
  let text = "";
  while (text.length < length)
    text += Math.floor(random() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, "0");
  return text.slice(0, length);
}
