import type { JsonObject } from "../../wire/json/value.ts";
import type { WireFormat } from "../../wire/facts.ts";
import { matchRoute } from "../../wire/routes.ts";
import type { AnthropicProvider } from "./anthropic/provider.ts";
import { jsonAnswer, type LabAnswer } from "./answer.ts";
import type { CallContext } from "./call.ts";
import { LabError } from "./lab-error.ts";
import { anthropicModel, anthropicModels, openAiModel, openAiModels } from "./models.ts";
import type { OpenAiProvider } from "./openai/provider.ts";
import type { Replays } from "./replay.ts";

/** What answers what. */
export interface RouteParts {
  readonly anthropic: AnthropicProvider;
  readonly openai: OpenAiProvider;
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
  const unspoken = route === undefined ? undefined : UNSPOKEN.get(route.format);
  if (unspoken !== undefined) {
    throw new LabError(
      404,
      `The lab does not speak ${unspoken}; it speaks Anthropic Messages (POST /v1/messages) and OpenAI Chat Completions (POST /v1/chat/completions).`,
    );
  }
  const anthropic = route?.format === "anthropic-messages";
  switch (route?.operation) {
    case "probe":
      return { status: 200, headers: {}, body: { kind: "whole", bytes: new Uint8Array(0) } };
    case "models":
      return models(parts.models, url.pathname, anthropic);
    case "generate":
      if (body === undefined) throw notJson();
      return anthropic ? parts.anthropic.messages(body, context) : parts.openai.completions(body, context);
    case "count_tokens":
      if (body === undefined) throw notJson();
      return parts.anthropic.countTokens(body);
    case "other":
    case "unclear":
    case undefined:
      throw new LabError(404, `Not found: ${request.method} ${url.pathname}`);
  }
}

/** Formats that the gateway reads and the lab does not answer in. */
const UNSPOKEN: ReadonlyMap<WireFormat, string> = new Map([
  ["openai-responses", "OpenAI Responses"],
  ["gemini", "Gemini"],
]);

function models(models: readonly string[], path: string, anthropic: boolean): LabAnswer {
  const id = /\/models\/(.+)$/.exec(path)?.[1];
  if (id === undefined) return jsonAnswer(anthropic ? anthropicModels(models) : openAiModels(models));
  const model = decodeURIComponent(id);
  if (!models.includes(model)) throw new LabError(404, `model: ${model}`, "model");
  return jsonAnswer(anthropic ? anthropicModel(model) : openAiModel(model));
}

function notJson(): LabError {
  return new LabError(400, "We could not parse the JSON body of your request. It is expected to be an object.");
}
