import type { WireCodec } from "../codec.ts";
import { errorBody } from "../openai-chat/error-envelope.ts";
import { content } from "./content.ts";
import { errorEvent } from "./error-envelope.ts";
import { fill } from "./fill.ts";
import { readRequest } from "./request.ts";
import { readResponse, readWhole } from "./response.ts";
import { OpenAiResponsesStreamReader } from "./stream.ts";

/** OpenAI Responses: `POST /v1/responses`, and everybody who speaks it. */
export const openAiResponses: WireCodec = {
  format: "openai-responses",
  readRequest,
  readWhole,
  readResponse,
  openStream: (keepContent) => new OpenAiResponsesStreamReader(keepContent),
  content,
  fill,
  errorBody,
  errorEvent,
};
