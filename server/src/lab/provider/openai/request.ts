import { asList, asNumber, asObject, asText, type JsonObject, objectsOf } from "../../../wire/json/value.ts";
import { LabError } from "../lab-error.ts";
import type { Prompt, TextForm, ToolChoice } from "../prompt.ts";
import { withoutReminders } from "../prompt.ts";

/** What the lab reads out of a request; fields that it does not know are accepted and passed over. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly JsonObject[];
  readonly tools: readonly JsonObject[];
  /** Tokens that reasoning and text may take together. */
  readonly maxTokens: number;
  readonly choices: number;
  readonly stream: boolean;
  readonly includeUsage: boolean;
  readonly stop: readonly string[];
  readonly serviceTier: string;
  /** Undefined for a model that does not reason. */
  readonly effort: string | undefined;
  /** Milliseconds that a cached prefix lives without being read. */
  readonly cacheTtl: number;
  readonly form: TextForm;
  readonly choice: ToolChoice;
  readonly parallel: boolean;
}

/** Choices that a request may ask for. */
const MOST_CHOICES = 128;
const CACHE_TTL_MS = 600_000;
const DAY_MS = 86_400_000;
/** Models that reason also where nobody asks for it. */
const REASONING_MODELS = /^(?:o\d|gpt-(?:[5-9]|oss))/;

/**
 * Reads a chat request.
 *
 * @throws {LabError} 400, as the API refuses it.
 */
export function readRequest(body: JsonObject): ChatRequest {
  const model = asText(body.model);
  if (model === undefined) throw new LabError(400, "you must provide a model parameter");
  if (!Array.isArray(body.messages)) throw new LabError(400, "Missing required parameter: 'messages'.", "messages");
  const messages = objectsOf(body.messages);
  if (messages.length === 0) {
    throw new LabError(400, "Invalid 'messages': empty array. Expected an array with minimum length 1.", "messages");
  }
  const choices = asNumber(body.n) ?? 1;
  if (!Number.isInteger(choices) || choices < 1 || choices > MOST_CHOICES) {
    throw new LabError(400, `Invalid 'n': expected a value from 1 to ${MOST_CHOICES}.`, "n");
  }
  const tier = asText(body.service_tier);
  return {
    model,
    messages,
    tools: objectsOf(body.tools),
    maxTokens: asNumber(body.max_completion_tokens) ?? asNumber(body.max_tokens) ?? Number.POSITIVE_INFINITY,
    choices,
    stream: body.stream === true,
    includeUsage: asObject(body.stream_options)?.include_usage === true,
    stop: typeof body.stop === "string" ? [body.stop] : asList(body.stop).flatMap((one) => asText(one) ?? []),
    serviceTier: tier === undefined || tier === "auto" ? "default" : tier,
    effort: asText(body.reasoning_effort) ?? (REASONING_MODELS.test(model) ? "medium" : undefined),
    cacheTtl: body.prompt_cache_retention === "24h" ? DAY_MS : CACHE_TTL_MS,
    form: formOf(asObject(body.response_format)),
    choice: choiceOf(body.tool_choice),
    parallel: body.parallel_tool_calls !== false,
  };
}

/** What the lab's model looks at in a request. */
export function promptOf(request: ChatRequest): Prompt {
  const { messages } = request;
  const spoken = messages.findLastIndex((message) => message.role === "user");
  const since = messages.slice(spoken + 1);
  const results: string[] = [];
  for (const message of since.toReversed()) {
    if (message.role !== "tool") break;
    results.unshift(textOf(message.content));
  }
  return {
    said: withoutReminders(textOf(messages[spoken]?.content)),
    answered: since.filter((message) => message.role === "assistant").length,
    results,
    tools: request.tools.flatMap((tool) => {
      const called = asObject(tool.function);
      const name = asText(called?.name);
      return name === undefined ? [] : [{ name, schema: asObject(called?.parameters) ?? {} }];
    }),
    choice: request.choice,
    parallel: request.parallel,
    form: request.form,
    history: messages,
  };
}

/** The text of a message's content, whichever way it is written. */
export function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  return objectsOf(content)
    .flatMap((part) => asText(part.text) ?? [])
    .join("\n");
}

function formOf(format: JsonObject | undefined): TextForm {
  if (format?.type === "json_object") return { kind: "json" };
  const schema = asObject(asObject(format?.json_schema)?.schema);
  return format?.type === "json_schema" && schema !== undefined ? { kind: "schema", schema } : { kind: "text" };
}

function choiceOf(choice: unknown): ToolChoice {
  if (choice === "none") return { kind: "none" };
  if (choice === "required") return { kind: "any" };
  const name = asText(asObject(asObject(choice)?.function)?.name);
  return name === undefined ? { kind: "auto" } : { kind: "tool", name };
}
