import type { Usage } from "../facts.ts";
import { asNumber, type JsonObject } from "../json/value.ts";
import { either } from "./spelling.ts";

/**
 * Tokens of an answer. Cached tokens are inside `promptTokenCount`; what built-in tools read is
 * counted beside it, and thoughts beside what candidates say.
 */
export function usageOf(usage: JsonObject | undefined): Usage | undefined {
  const count = (key: string): number | undefined => asNumber(either(usage, key));
  const prompt = count("promptTokenCount");
  const candidates = count("candidatesTokenCount");
  const thoughts = count("thoughtsTokenCount");
  if (prompt === undefined && candidates === undefined && thoughts === undefined) return undefined;
  return {
    input: (prompt ?? 0) + (count("toolUsePromptTokenCount") ?? 0),
    output: (candidates ?? 0) + (thoughts ?? 0),
    cacheRead: count("cachedContentTokenCount") ?? 0,
    cacheWrite5m: 0,
    cacheWrite1h: 0,
    cacheWriteOther: 0,
    ...(thoughts === undefined ? {} : { reasoning: thoughts }),
  };
}
