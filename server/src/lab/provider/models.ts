/** Models that the lab lists unless told otherwise; it answers for every name. */
export const MODELS: readonly string[] = [
  "claude-opus-4-6",
  "claude-sonnet-4-6",
  "claude-haiku-4-5-20251001",
  "claude-haiku-4-5",
  "gpt-5.5",
  "gpt-5.5-mini",
  "gpt-4o-2024-08-06",
  "gpt-4o",
  "text-embedding-3-small",
  "gemini-3-pro-preview",
  "gemini-2.5-pro",
  "gemini-2.5-flash",
];

/** When every model of the lab was made: a fixed day, seconds since the epoch. */
const CREATED = 1_767_225_600;

/** The list as Anthropic gives it. */
export function anthropicModels(models: readonly string[]): unknown {
  const data = models.map(anthropicModel);
  return { data, has_more: false, first_id: models[0] ?? null, last_id: models.at(-1) ?? null };
}

/** One model as Anthropic gives it. */
export function anthropicModel(id: string): unknown {
  return { type: "model", id, display_name: id, created_at: new Date(CREATED * 1000).toISOString() };
}

/** The list as OpenAI gives it. */
export function openAiModels(models: readonly string[]): unknown {
  return { object: "list", data: models.map(openAiModel) };
}

/** One model as OpenAI gives it. */
export function openAiModel(id: string): unknown {
  return { id, object: "model", created: CREATED, owned_by: "lab" };
}

/** The list as Google gives it. */
export function geminiModels(models: readonly string[]): unknown {
  return { models: models.map(geminiModel) };
}

/** One model as Google gives it. */
export function geminiModel(id: string): unknown {
  return {
    name: `models/${id}`,
    version: "001",
    displayName: id,
    inputTokenLimit: 1_048_576,
    outputTokenLimit: 65_536,
    supportedGenerationMethods: ["generateContent", "countTokens"],
  };
}
