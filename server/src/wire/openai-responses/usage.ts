import type { Usage } from "../facts.ts";
import { asNumber, asObject, type JsonObject } from "../json/value.ts";

/** Tokens of an answer. Cached tokens are inside `input_tokens`, those of reasoning inside `output_tokens`. */
export function usageOf(usage: JsonObject | undefined): Usage | undefined {
  const input = asNumber(usage?.input_tokens);
  const output = asNumber(usage?.output_tokens);
  if (usage === undefined || (input === undefined && output === undefined)) return undefined;
  const read = asObject(usage.input_tokens_details);
  const reasoning = asNumber(asObject(usage.output_tokens_details)?.reasoning_tokens);
  return {
    input: input ?? 0,
    output: output ?? 0,
    cacheRead: asNumber(read?.cached_tokens) ?? 0,
    cacheWrite5m: 0,
    cacheWrite1h: 0,
    cacheWriteOther: asNumber(read?.cache_write_tokens) ?? 0,
    ...(reasoning === undefined ? {} : { reasoning }),
  };
}
