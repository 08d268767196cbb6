import type { Finding } from "../contract/findings.ts";
import { sortFindings } from "../contract/findings.ts";
import { type RecordParts, unlessEmpty } from "../exchange/record.ts";
import type { ResponseFacts } from "../wire/facts.ts";

/** Violations as columns of the record, most severe first, each id once. */
export function violationColumns(findings: readonly Finding[], exchange: string): RecordParts {
  if (findings.length === 0) return {};
  const sorted = sortFindings(findings);
  return {
    violations: [...new Set(sorted.map(({ id }) => id))],
    violation_details: JSON.stringify(sorted.map((finding) => ({ ...finding, began: finding.began ?? exchange }))),
  };
}

/** What an answer says, as columns of the record. */
export function answerColumns(facts: ResponseFacts): RecordParts {
  const { usage } = facts;
  return {
    response: facts.id,
    finish_reason: facts.finishReason,
    ...(usage === undefined
      ? {}
      : {
          input_tokens: usage.input,
          output_tokens: usage.output,
          cache_read_tokens: usage.cacheRead,
          cache_write_5m_tokens: usage.cacheWrite5m,
          cache_write_1h_tokens: usage.cacheWrite1h,
          cache_write_tokens: usage.cacheWrite5m + usage.cacheWrite1h + usage.cacheWriteOther,
          ...(usage.reasoning === undefined ? {} : { reasoning_tokens: usage.reasoning }),
        }),
    ...(facts.iterations.length === 0 ? {} : { iterations: JSON.stringify(facts.iterations) }),
    service_tier_served: facts.serviceTier,
    applied_edits: unlessEmpty(facts.appliedEdits),
    cache_miss_reason: facts.cacheMissReason,
    tool_calls: facts.toolCalls.length === 0 ? undefined : facts.toolCalls.map(({ name }) => name),
    text_length: facts.textLength,
    ...(facts.error === undefined
      ? {}
      : { error_code: facts.error.type, error_message: facts.error.message.slice(0, 2_000) }),
  };
}
