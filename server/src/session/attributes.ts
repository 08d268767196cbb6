const MINUTE = 60_000;
const HOUR = 3_600_000;

/** Bucket of an idle gap; `first` for a session's first exchange. */
export function idleBucket(idleMs: number | undefined): string {
  if (idleMs === undefined) return "first";
  if (idleMs < MINUTE) return "<1m";
  if (idleMs < 5 * MINUTE) return "1-5m";
  if (idleMs < HOUR) return "5-60m";
  return idleMs < 24 * HOUR ? ">1h" : ">24h";
}

/** Bucket of a context's length in tokens. */
export function contextBucket(tokens: number): string {
  if (tokens < 8_000) return "<8k";
  if (tokens < 32_000) return "8-32k";
  if (tokens < 100_000) return "32-100k";
  if (tokens < 200_000) return "100-200k";
  return tokens < 1_000_000 ? "200k-1M" : ">1M";
}

/** Tokens that a body of some bytes roughly holds, where the provider did not count them. */
export function estimateTokens(bytes: number): number {
  return Math.ceil(bytes / 4);
}
