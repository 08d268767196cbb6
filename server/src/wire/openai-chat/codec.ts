import type { WireCodec } from "../codec.ts";
import { content } from "./content.ts";
import { embeddings } from "./embeddings.ts";
import { errorBody, errorEvent } from "./error-envelope.ts";
import { fill } from "./fill.ts";
import { readRequest } from "./request.ts";
import { readResponse, readWhole } from "./response.ts";
import { OpenAiChatStreamReader } from "./stream.ts";

/** OpenAI Chat Completions: `POST /v1/chat/completions`, and everybody who speaks it. */
export const openAiChat: WireCodec = {
  format: "openai-chat",
  embeddings,
  readRequest,
  readWhole,
  readResponse,
  openStream: (keepContent) => new OpenAiChatStreamReader(keepContent),
  content,
  fill,
  errorBody,
  errorEvent,
};
