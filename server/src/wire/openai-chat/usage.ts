import type { Usage } from "../facts.ts";
import { asNumber, asObject, type JsonObject } from "../json/value.ts";

/**
 * Tokens of an answer. Cached tokens are inside `prompt_tokens` in this format. Reasoning tokens
 * are inside `completion_tokens`, except where a provider's own total says that they come on top (xAI).
 */
export function usageOf(usage: JsonObject | undefined): Usage | undefined {
  const input = asNumber(usage?.prompt_tokens);
  const completion = asNumber(usage?.completion_tokens);
  if (usage === undefined || (input === undefined && completion === undefined)) return undefined;
  const prompt = asObject(usage.prompt_tokens_details);
  const reasoning =
    asNumber(asObject(usage.completion_tokens_details)?.reasoning_tokens) ?? asNumber(usage.reasoning_tokens);
  const total = asNumber(usage.total_tokens);
  const onTop =
    reasoning !== undefined && total !== undefined && total === (input ?? 0) + (completion ?? 0) + reasoning
      ? reasoning
      : 0;
  return {
    input: input ?? 0,
    output: (completion ?? 0) + onTop,
    cacheRead:
      asNumber(prompt?.cached_tokens) ?? asNumber(usage.prompt_cache_hit_tokens) ?? asNumber(usage.cached_tokens) ?? 0,
    cacheWrite5m: 0,
    cacheWrite1h: 0,
    cacheWriteOther: asNumber(prompt?.cache_write_tokens) ?? 0,
    ...(reasoning === undefined ? {} : { reasoning }),
  };
}
