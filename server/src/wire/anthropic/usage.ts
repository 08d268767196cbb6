import type { Iteration, Usage } from "../facts.ts";
import { asNumber, asObject, asText, type JsonObject, objectsOf } from "../json/value.ts";

/**
 * Tokens of an answer. Anthropic's `input_tokens` are only the fresh ones: what was read from the
 * cache and written to it comes on top. Where `iterations` are listed their sum counts, because
 * compactions and advisors are not in the top-level numbers.
 */
export function usageOf(usage: JsonObject | undefined): Usage | undefined {
  if (usage === undefined) return undefined;
  const iterations = objectsOf(usage.iterations).filter((iteration) => asNumber(iteration.output_tokens) !== undefined);
  if (
    iterations.length === 0 &&
    asNumber(usage.input_tokens) === undefined &&
    asNumber(usage.output_tokens) === undefined
  ) {
    return undefined;
  }
  const parts = (iterations.length > 0 ? iterations : [usage]).map(one);
  const sum = (key: keyof ReturnType<typeof one>): number => parts.reduce((total, part) => total + part[key], 0);
  const reasoning = asNumber(asObject(usage.output_tokens_details)?.thinking_tokens);
  return {
    input: sum("input"),
    output: sum("output"),
    cacheRead: sum("cacheRead"),
    cacheWrite5m: sum("cacheWrite5m"),
    cacheWrite1h: sum("cacheWrite1h"),
    cacheWriteOther: sum("cacheWriteOther"),
    ...(reasoning === undefined ? {} : { reasoning }),
  };
}

/** Tokens of two messages of one exchange. */
export function addUsage(a: Usage, b: Usage): Usage {
  const reasoning =
    a.reasoning === undefined && b.reasoning === undefined ? undefined : (a.reasoning ?? 0) + (b.reasoning ?? 0);
  return {
    input: a.input + b.input,
    output: a.output + b.output,
    cacheRead: a.cacheRead + b.cacheRead,
    cacheWrite5m: a.cacheWrite5m + b.cacheWrite5m,
    cacheWrite1h: a.cacheWrite1h + b.cacheWrite1h,
    cacheWriteOther: a.cacheWriteOther + b.cacheWriteOther,
    ...(reasoning === undefined ? {} : { reasoning }),
  };
}

/** The inferences that the provider lists. */
export function iterationsOf(usage: JsonObject | undefined): readonly Iteration[] {
  return objectsOf(usage?.iterations).map((iteration) => {
    const model = asText(iteration.model);
    return { type: asText(iteration.type) ?? "unknown", ...(model === undefined ? {} : { model }) };
  });
}

/** The longest life that was granted to what this answer wrote to the cache. */
export function grantedTtl(usage: Usage | undefined): string | undefined {
  if (usage === undefined) return undefined;
  if (usage.cacheWrite1h > 0) return "1h";
  return usage.cacheWrite5m > 0 ? "5m" : undefined;
}

function one(usage: JsonObject): Omit<Usage, "reasoning"> {
  const cacheRead = asNumber(usage.cache_read_input_tokens) ?? 0;
  const written = asNumber(usage.cache_creation_input_tokens) ?? 0;
  const buckets = asObject(usage.cache_creation);
  const cacheWrite5m = asNumber(buckets?.ephemeral_5m_input_tokens) ?? 0;
  const cacheWrite1h = asNumber(buckets?.ephemeral_1h_input_tokens) ?? 0;
  const cacheWriteOther = Math.max(0, written - cacheWrite5m - cacheWrite1h);
  return {
    input: (asNumber(usage.input_tokens) ?? 0) + cacheRead + cacheWrite5m + cacheWrite1h + cacheWriteOther,
    output: asNumber(usage.output_tokens) ?? 0,
    cacheRead,
    cacheWrite5m,
    cacheWrite1h,
    cacheWriteOther,
  };
}
