import { anthropicMessages } from "./anthropic/codec.ts";
import { bedrockConverse } from "./bedrock/codec.ts";
import type { WireCodec } from "./codec.ts";
import type { WireFormat } from "./facts.ts";
import { gemini } from "./gemini/codec.ts";
import { openAiChat } from "./openai-chat/codec.ts";
import { openAiResponses } from "./openai-responses/codec.ts";

/** Every wire format and its codec. */
export const CODECS: Readonly<Record<WireFormat, WireCodec>> = {
  "anthropic-messages": anthropicMessages,
  "openai-chat": openAiChat,
  "openai-responses": openAiResponses,
  gemini,
  "bedrock-converse": bedrockConverse,
};
