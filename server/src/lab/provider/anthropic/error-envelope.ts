/** Anthropic's name for an error of a status. */
function errorType(status: number): string {
  switch (status) {
    case 401:
      return "authentication_error";
    case 403:
      return "permission_error";
    case 404:
      return "not_found_error";
    case 413:
      return "request_too_large";
    case 429:
      return "rate_limit_error";
    case 504:
      return "timeout_error";
    case 529:
      return "overloaded_error";
    default:
      return status >= 500 ? "api_error" : "invalid_request_error";
  }
}

/** An error as the API writes it; also the data of an `error` event. */
export function errorEnvelope(status: number, message: string, requestId: string): unknown {
  return { type: "error", error: { type: errorType(status), message }, request_id: requestId };
}
