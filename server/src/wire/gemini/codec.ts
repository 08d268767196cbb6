import type { WireCodec } from "../codec.ts";
import { content } from "./content.ts";
import { errorBody, errorEvent } from "./error-envelope.ts";
import { fill } from "./fill.ts";
import { pathWithModel } from "./path.ts";
import { readRequest } from "./request.ts";
import { readResponse, readWhole } from "./response.ts";
import { GeminiStreamReader } from "./stream.ts";

/** Google's generateContent: `POST /v1beta/models/MODEL:generateContent` and `:streamGenerateContent?alt=sse`. */
export const gemini: WireCodec = {
  format: "gemini",
  keyParameter: "key",
  pathWithModel,
  readRequest,
  readWhole,
  readResponse,
  openStream: (keepContent) => new GeminiStreamReader(keepContent),
  content,
  fill,
  errorBody,
  errorEvent,
};
