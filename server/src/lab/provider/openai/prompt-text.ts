import { asObject, type JsonObject } from "../../../wire/json/value.ts";
import { IMAGE_TOKENS, UNITS_PER_TOKEN } from "../tokens.ts";
import type { ChatRequest } from "./request.ts";

const IMAGE = " ".repeat(IMAGE_TOKENS * UNITS_PER_TOKEN);

/** The prompt as one text: what is counted, and what prefixes are prefixes of. */
export function promptText(request: ChatRequest): string {
  const parts = request.tools.map((tool) => JSON.stringify(tool));
  if (request.form.kind === "schema") parts.push(JSON.stringify(request.form.schema));
  for (const message of request.messages) parts.push(JSON.stringify(withoutImages(message)));
  return parts.join("\n");
}

function withoutImages(message: JsonObject): JsonObject {
  if (!Array.isArray(message.content)) return message;
  return {
    ...message,
    content: message.content.map((part: unknown) => (asObject(part)?.type === "image_url" ? IMAGE : part)),
  };
}
