import type { BellwetherError } from "../../core/error.ts";
import { errorBody } from "../openai-chat/error-envelope.ts";

/**
 * The event that ends a stream with an error. The API's own has code and message beside the type;
 * in an `error` they are what OpenAI's SDKs raise, newer ones by the member and older by the name.
 */
export function errorEvent(error: BellwetherError, requestId: string): string {
  return `event: error\ndata: {"type":"error",${errorBody(error, requestId).slice(1)}\n\n`;
}
