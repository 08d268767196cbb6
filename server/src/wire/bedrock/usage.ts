import type { Usage } from "../facts.ts";
import { asNumber, type JsonObject, objectsOf } from "../json/value.ts";

/**
 * Tokens of an answer. `inputTokens` are only the fresh ones: what was read from the cache and
 * written to it comes on top. Where `cacheDetails` are listed they say for how long it was written.
 */
export function usageOf(usage: JsonObject | undefined): Usage | undefined {
  const input = asNumber(usage?.inputTokens);
  const output = asNumber(usage?.outputTokens);
  if (input === undefined && output === undefined) return undefined;
  const cacheRead = asNumber(usage?.cacheReadInputTokens) ?? 0;
  const written = asNumber(usage?.cacheWriteInputTokens) ?? 0;
  const lasting = (ttl: string): number =>
    objectsOf(usage?.cacheDetails)
      .filter((detail) => detail.ttl === ttl)
      .reduce((sum, detail) => sum + (asNumber(detail.inputTokens) ?? 0), 0);
  const cacheWrite5m = lasting("5m");
  const cacheWrite1h = lasting("1h");
  const cacheWriteOther = Math.max(0, written - cacheWrite5m - cacheWrite1h);
  return {
    input: (input ?? 0) + cacheRead + cacheWrite5m + cacheWrite1h + cacheWriteOther,
    output: output ?? 0,
    cacheRead,
    cacheWrite5m,
    cacheWrite1h,
    cacheWriteOther,
  };
}
