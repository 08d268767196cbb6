/** What an image or a page counts, whatever its size. */
export const IMAGE_TOKENS = 1600;

/** UTF-16 code units to a token. */
export const UNITS_PER_TOKEN = 4;

/**
 * The lab's one estimate of tokens: a quarter of the UTF-16 code units, rounded up for each block.
 * Everything that the lab counts (input, output, reasoning, caches, `count_tokens`) comes from it.
 */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / UNITS_PER_TOKEN);
}

/** The longest beginning of a text that counts at most so many tokens; never half a surrogate pair. */
export function firstTokens(text: string, tokens: number): string {
  let end = Math.max(0, tokens) * UNITS_PER_TOKEN;
  if (end >= text.length) return text;
  if (end > 0 && isHighSurrogate(text.charCodeAt(end - 1))) end--;
  return text.slice(0, end);
}

/** Whether a code unit is the first half of a pair. */
export function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
