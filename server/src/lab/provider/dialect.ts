import type { JsonObject } from "../../wire/json/value.ts";
import { writeEvent, writeMessage } from "../../wire/event-stream/message.ts";
import { matchRoute } from "../../wire/routes.ts";
import { errorEnvelope as anthropicError } from "./anthropic/error-envelope.ts";
import { eventText } from "./anthropic/events.ts";
import { promptOf as anthropicPrompt } from "./anthropic/history.ts";
import { readRequest as anthropicRequest } from "./anthropic/request.ts";
import { errorEnvelope as bedrockError, errorName } from "./bedrock/error-envelope.ts";
import { promptOf as bedrockPrompt, readRequest as bedrockRequest } from "./bedrock/request.ts";
import { chunkText } from "./openai/chunks.ts";
import { errorEnvelope as openAiError } from "./openai/error-envelope.ts";
import { promptOf as openAiPrompt, readRequest as openAiRequest } from "./openai/request.ts";
import { errorEnvelope as geminiError } from "./gemini/error-envelope.ts";
import { chunkText as geminiChunk } from "./gemini/provider.ts";
import { promptOf as geminiPrompt, readRequest as geminiRequest } from "./gemini/request.ts";
import type { Prompt } from "./prompt.ts";
import { eventText as responsesEvent } from "./responses/events.ts";
import { promptOf as responsesPrompt, seenItems } from "./responses/history.ts";
import { readRequest as responsesRequest } from "./responses/request.ts";
import type { StreamErrors } from "./script.ts";

/** In what the providers differ around their answers. */
export interface Dialect {
  readonly credentialMissing: string;
  headers(requestId: string): Readonly<Record<string, string>>;
  error(status: number, message: string, requestId: string, field: string | undefined): unknown;
  /** Headers that only an error has. */
  errorHeaders?(status: number): Readonly<Record<string, string>>;
  streamErrors(requestId: string): StreamErrors;
  /** @throws {LabError} for a request that the provider refuses. */
  prompt(body: JsonObject): Prompt;
}

const OVERLOADED = "Overloaded";

const ANTHROPIC: Dialect = {
  credentialMissing: "x-api-key header is required",
  headers: (requestId) => ({
    "request-id": requestId,
    "anthropic-organization-id": "00000000-0000-4000-8000-0000000001ab",
    "anthropic-ratelimit-requests-limit": "4000",
    "anthropic-ratelimit-requests-remaining": "3999",
  }),
  error: (status, message, requestId) => anthropicError(status, message, requestId),
  streamErrors: (requestId) => ({
    errorEvent: eventText(anthropicError(529, OVERLOADED, requestId) as JsonObject),
    bigEvent: (text) => eventText({ type: "ping", padding: text }),
  }),
  prompt: (body) => anthropicPrompt(anthropicRequest(body, false)),
};

const OPENAI: Dialect = {
  credentialMissing:
    "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth.",
  headers: (requestId) => ({
    "x-request-id": requestId,
    "openai-organization": "lab",
    "openai-version": "2020-10-01",
    "x-ratelimit-limit-requests": "10000",
    "x-ratelimit-remaining-requests": "9999",
  }),
  error: (status, message, _requestId, field) => openAiError(status, message, field),
  streamErrors: () => ({
    errorEvent: chunkText(openAiError(503, OVERLOADED, undefined) as JsonObject),
    bigEvent: (text) => chunkText({ id: "chatcmpl-lab", object: "chat.completion.chunk", choices: [], padding: text }),
  }),
  prompt: (body) => openAiPrompt(openAiRequest(body)),
};

const RESPONSES: Dialect = {
  ...OPENAI,
  streamErrors: () => ({
    errorEvent: responsesEvent({
      type: "error",
      code: "server_is_overloaded",
      message: OVERLOADED,
      param: null,
    }),
    bigEvent: (text) => responsesEvent({ type: "response.padding", padding: text }),
  }),
  // What was answered before is not at hand here: the marks of this request's own items count.
  prompt: (body) => {
    const request = responsesRequest(body);
    return responsesPrompt(request, seenItems(request.input));
  },
};

const GEMINI: Dialect = {
  credentialMissing:
    "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
  headers: (requestId) => ({ "server-timing": "gfet4t7; dur=1", "x-lab-request": requestId }),
  error: (status, message) => geminiError(status, message),
  streamErrors: () => ({
    errorEvent: geminiChunk(geminiError(503, "The model is overloaded. Please try again later.")),
    bigEvent: (text) => geminiChunk({ candidates: [], padding: text }),
  }),
  prompt: (body) => geminiPrompt(geminiRequest(body, "")),
};

const BEDROCK: Dialect = {
  credentialMissing: "Missing Authentication Token",
  headers: (requestId) => ({ "x-amzn-requestid": requestId }),
  error: (_status, message) => bedrockError(message),
  errorHeaders: (status) => ({ "x-amzn-errortype": `${errorName(status)}:http://internal.amazon.com/coral/lab/` }),
  streamErrors: () => ({
    errorEvent: writeMessage(
      {
        ":exception-type": "serviceUnavailableException",
        ":content-type": "application/json",
        ":message-type": "exception",
      },
      JSON.stringify(bedrockError("The service is overloaded.")),
    ),
    bigEvent: (text) => writeEvent("padding", { p: text }),
  }),
  prompt: (body) => bedrockPrompt(bedrockRequest(body)),
};

/** Whose words a request is answered in. */
export function dialectOf(method: string, path: string, headers: Headers): Dialect {
  switch (matchRoute(method, path, headers)?.format) {
    case "openai-chat":
      return OPENAI;
    case "openai-responses":
      return RESPONSES;
    case "gemini":
      return GEMINI;
    case "bedrock-converse":
      return BEDROCK;
    case "anthropic-messages":
    case undefined:
      return ANTHROPIC;
  }
}
