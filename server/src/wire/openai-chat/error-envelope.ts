import type { BellwetherError } from "../../core/error.ts";

/** OpenAI's name for an error of a status. */
function errorType(status: number): string {
  switch (status) {
    case 401:
      return "authentication_error";
    case 403:
      return "permission_error";
    case 429:
      return "rate_limit_error";
    default:
      return status >= 500 ? "server_error" : "invalid_request_error";
  }
}

/** An error in OpenAI's envelope; the id stands beside it, where SDKs do not look but people do. */
export function errorBody(error: BellwetherError, requestId: string): string {
  return JSON.stringify({
    error: { message: error.message, type: errorType(error.kind.status), param: null, code: error.code },
    request_id: requestId,
  });
}

/**
 * The event that ends a stream with an error. No `[DONE]` follows: a client that overlooks errors
 * would take it for a clean end.
 */
export function errorEvent(error: BellwetherError, requestId: string): string {
  return `data: ${errorBody(error, requestId)}\n\n`;
}
