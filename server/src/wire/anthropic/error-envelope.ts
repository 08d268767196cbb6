import type { BellwetherError } from "../../core/error.ts";

/** Anthropic's name for an error of a status. */
function errorType(status: number): string {
  switch (status) {
    case 400:
    case 422:
      return "invalid_request_error";
    case 401:
      return "authentication_error";
    case 404:
      return "not_found_error";
    case 413:
      return "request_too_large";
    case 429:
      return "rate_limit_error";
    case 504:
      return "timeout_error";
    default:
      // Not `overloaded_error` for a 503: clients answer it by going to a model of their own choice.
      return status >= 500 ? "api_error" : "permission_error";
  }
}

/** An error in Anthropic's envelope. */
export function errorBody(error: BellwetherError, requestId: string): string {
  return JSON.stringify({
    type: "error",
    error: { type: errorType(error.kind.status), message: error.message },
    request_id: requestId,
  });
}

/** The event that ends a stream with an error. */
export function errorEvent(error: BellwetherError, requestId: string): string {
  return `event: error\ndata: ${errorBody(error, requestId)}\n\n`;
}
