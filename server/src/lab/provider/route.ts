import type { JsonObject } from "../../wire/json/value.ts";
import { matchRoute, type WireRoute } from "../../wire/routes.ts";
import type { AnthropicProvider } from "./anthropic/provider.ts";
import { jsonAnswer, type LabAnswer } from "./answer.ts";
import type { BedrockProvider } from "./bedrock/provider.ts";
import type { CallContext } from "./call.ts";
import type { GeminiProvider } from "./gemini/provider.ts";
import { LabError } from "./lab-error.ts";
import { anthropicModel, anthropicModels, geminiModel, geminiModels, openAiModel, openAiModels } from "./models.ts";
import type { OpenAiProvider } from "./openai/provider.ts";
import type { Replays } from "./replay.ts";
import type { ResponsesProvider } from "./responses/provider.ts";

/** What answers what. */
export interface RouteParts {
  readonly anthropic: AnthropicProvider;
  readonly openai: OpenAiProvider;
  readonly responses: ResponsesProvider;
  readonly gemini: GeminiProvider;
  readonly bedrock: BedrockProvider;
  readonly models: readonly string[];
  readonly replays: Replays;
}

/**
 * Answers one request of a client.
 *
 * @param body undefined where it is no JSON object.
 * @throws {LabError} what the provider refuses.
 */
export async function answerRoute(
  parts: RouteParts,
  request: Request,
  url: URL,
  body: JsonObject | undefined,
  context: CallContext,
): Promise<LabAnswer> {
  const replay = request.headers.get("x-lab-replay");
  if (replay !== null) return parts.replays.play(replay);
  const route = matchRoute(request.method, url.pathname, request.headers);
  switch (route?.operation) {
    case "probe":
      return { status: 200, headers: {}, body: { kind: "whole", bytes: new Uint8Array(0) } };
    case "models":
      return models(parts.models, url.pathname, route.format);
    case "stored":
      return stored(parts.responses, request.method, route.upstreamPath, context.account);
    case "generate":
    case "count_tokens":
    case "compact":
    case "embed":
      if (body === undefined) throw notJson();
      return called(parts, route, url, body, context);
    case "other":
    case "unclear":
    case undefined:
      throw new LabError(404, `Not found: ${request.method} ${url.pathname}`);
  }
}

function called(
  parts: RouteParts,
  { format, operation, model = "", stream = false }: WireRoute,
  url: URL,
  body: JsonObject,
  context: CallContext,
): LabAnswer {
  const counts = operation === "count_tokens";
  switch (format) {
    case "anthropic-messages":
      return counts ? parts.anthropic.countTokens(body) : parts.anthropic.messages(body, context);
    case "openai-chat":
      return operation === "embed" ? parts.openai.embed(body, context) : parts.openai.completions(body, context);
    case "openai-responses":
      if (counts) return parts.responses.countTokens(body, context);
      return operation === "compact" ? parts.responses.compact(body, context) : parts.responses.create(body, context);
    case "gemini": {
      const call = { model, stream, sse: url.searchParams.get("alt") === "sse" };
      return counts ? parts.gemini.countTokens(body, call) : parts.gemini.generate(body, call, context);
    }
    case "bedrock-converse": {
      const call = { model, stream };
      return counts ? parts.bedrock.countTokens(body, call) : parts.bedrock.converse(body, call, context);
    }
  }
}

function stored(responses: ResponsesProvider, method: string, path: string, account: string): LabAnswer {
  const [, , id = "", what] = path.split("/");
  if (method === "DELETE") return responses.delete(id, account);
  if (what === "input_items") return responses.inputItems(id, account);
  return what === "cancel" ? responses.cancel(id, account) : responses.retrieve(id, account);
}

function models(models: readonly string[], path: string, format: WireRoute["format"]): LabAnswer {
  const [list, one] = MODEL_FORMS[format];
  const id = /\/models\/(.+)$/.exec(path)?.[1];
  if (id === undefined) return jsonAnswer(list(models));
  const model = decodeURIComponent(id);
  if (!models.includes(model)) throw new LabError(404, `model: ${model}`, "model");
  return jsonAnswer(one(model));
}

/** How each format lists models, and shows one. */
const MODEL_FORMS: Readonly<
  Record<WireRoute["format"], readonly [list: (models: readonly string[]) => unknown, one: (id: string) => unknown]>
> = {
  "anthropic-messages": [anthropicModels, anthropicModel],
  "openai-chat": [openAiModels, openAiModel],
  "openai-responses": [openAiModels, openAiModel],
  gemini: [geminiModels, geminiModel],
  // Bedrock's are listed at another address than the one that answers.
  "bedrock-converse": [openAiModels, openAiModel],
};

function notJson(): LabError {
  return new LabError(400, "We could not parse the JSON body of your request. It is expected to be an object.");
}
