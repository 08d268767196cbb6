/** Words by which providers say that an answer ended because it had no more room. */
const LENGTH = new Set([
  // Anthropic, Bedrock
  "max_tokens",
  "model_context_window_exceeded",
  // OpenAI
  "length",
  "max_output_tokens",
  // Gemini
  "MAX_TOKENS",
]);

/** Words by which they say that the model, or a filter of theirs, would not answer. */
const REFUSAL = new Set([
  // Anthropic
  "refusal",
  // OpenAI
  "content_filter",
  // Bedrock
  "content_filtered",
  "guardrail_intervened",
  // Gemini
  "SAFETY",
  "RECITATION",
  "PROHIBITED_CONTENT",
  "BLOCKLIST",
  "SPII",
  "IMAGE_SAFETY",
]);

/** Whether a provider's word says that an answer was cut off by its length. */
export function endedByLength(reason: string): boolean {
  return LENGTH.has(reason);
}

/** Whether a provider's word says that an answer was refused. */
export function endedByRefusal(reason: string): boolean {
  return REFUSAL.has(reason);
}
