import type { WireCodec } from "../codec.ts";
import { content } from "./content.ts";
import { errorBody, errorEvent } from "./error-envelope.ts";
import { fill } from "./fill.ts";
import { readRequest } from "./request.ts";
import { readResponse, readWhole } from "./response.ts";
import { AnthropicStreamReader } from "./stream.ts";

/** Anthropic Messages: `POST /v1/messages`. */
export const anthropicMessages: WireCodec = {
  format: "anthropic-messages",
  readRequest,
  readWhole,
  readResponse,
  openStream: (keepContent) => new AnthropicStreamReader(keepContent),
  content,
  fill,
  errorBody,
  errorEvent,
};
