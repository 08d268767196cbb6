/** OpenAI's name for an error of a status. */
function errorType(status: number): string {
  switch (status) {
    case 429:
      return "requests";
    case 403:
      return "permission_error";
    default:
      return status >= 500 ? "server_error" : "invalid_request_error";
  }
}

function errorCode(status: number): string | null {
  switch (status) {
    case 401:
      return "invalid_api_key";
    case 404:
      return "not_found";
    case 429:
      return "rate_limit_exceeded";
    case 503:
    case 529:
      return "overloaded";
    default:
      return null;
  }
}

/** An error as the API writes it; also the data of a chunk that ends a stream with it. */
export function errorEnvelope(status: number, message: string, field: string | undefined): unknown {
  return { error: { message, type: errorType(status), param: field ?? null, code: errorCode(status) } };
}
