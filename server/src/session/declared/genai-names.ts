import type { JsonObject } from "../../wire/json/value.ts";
import { countOf } from "./plain-values.ts";

/** Names by which the same thing goes, the newest first; then what came before, and what neighbours say. */
export const NAMES = {
  requested: ["gen_ai.request.model", "llm.model_name", "ai.model.id", "llm.request.model", "embedding.model_name"],
  served: ["gen_ai.response.model", "ai.response.model"],
  provider: ["gen_ai.provider.name", "gen_ai.system", "llm.provider", "llm.system", "ai.model.provider"],
  response: ["gen_ai.response.id", "ai.response.id"],
  finish: ["gen_ai.response.finish_reasons", "ai.response.finishReason", "llm.finish_reason"],
  effort: ["gen_ai.request.reasoning.level", "gen_ai.openai.request.reasoning_effort"],
  maxTokens: ["gen_ai.request.max_tokens", "ai.settings.maxOutputTokens", "ai.settings.maxTokens"],
  temperature: ["gen_ai.request.temperature", "ai.settings.temperature"],
  tier: ["gen_ai.openai.response.service_tier", "openai.response.service_tier"],
  input: [
    "gen_ai.usage.input_tokens",
    "llm.token_count.prompt",
    "ai.usage.inputTokens",
    "gen_ai.usage.prompt_tokens",
    "llm.usage.prompt_tokens",
    "ai.usage.promptTokens",
  ],
  output: [
    "gen_ai.usage.output_tokens",
    "llm.token_count.completion",
    "ai.usage.outputTokens",
    "gen_ai.usage.completion_tokens",
    "llm.usage.completion_tokens",
    "ai.usage.completionTokens",
  ],
  cacheRead: [
    "gen_ai.usage.cache_read.input_tokens",
    "gen_ai.usage.cache_read_input_tokens",
    "llm.token_count.prompt_details.cache_read",
    "ai.usage.cachedInputTokens",
  ],
  cacheWrite: [
    "gen_ai.usage.cache_write.input_tokens",
    "gen_ai.usage.cache_creation.input_tokens",
    "gen_ai.usage.cache_creation_input_tokens",
    "llm.token_count.prompt_details.cache_write",
  ],
  reasoning: [
    "gen_ai.usage.reasoning.output_tokens",
    "gen_ai.usage.details.reasoning_tokens",
    "llm.token_count.completion_details.reasoning",
    "ai.usage.reasoningTokens",
  ],
  session: [
    "gen_ai.conversation.id",
    "session.id",
    "langfuse.session.id",
    "langsmith.trace.session_id",
    "traceloop.association.properties.session_id",
    "ai.telemetry.metadata.sessionId",
  ],
  agent: ["gen_ai.agent.id", "gen_ai.agent.name", "agent.name"],
  inputMessages: [
    "gen_ai.input.messages",
    "gen_ai.prompt",
    "ai.prompt.messages",
    "ai.prompt",
    "input.value",
    "traceloop.entity.input",
  ],
  outputMessages: ["gen_ai.output.messages", "gen_ai.completion", "output.value", "traceloop.entity.output"],
  error: ["error.type", "exception.type"],
  build: ["service.version"],
  client: ["service.name"],
} as const;

/** The first of some attributes that says something. */
export function first(attributes: JsonObject, names: readonly string[]): unknown {
  for (const name of names) {
    const value = attributes[name];
    if (value !== undefined && value !== null && value !== "") return value;
  }
  return undefined;
}

/** The same as a count; some tracers write numbers as texts. */
export function numberIn(attributes: JsonObject, names: readonly string[]): number | undefined {
  const value = first(attributes, names);
  return countOf(typeof value === "string" && value.trim() !== "" ? Number(value) : value);
}
