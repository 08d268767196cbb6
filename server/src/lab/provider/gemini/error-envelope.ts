/** Google's name for an error of an HTTP status. */
function statusName(status: number): string {
  switch (status) {
    case 400:
      return "INVALID_ARGUMENT";
    case 401:
      return "UNAUTHENTICATED";
    case 403:
      return "PERMISSION_DENIED";
    case 404:
      return "NOT_FOUND";
    case 429:
      return "RESOURCE_EXHAUSTED";
    case 504:
      return "DEADLINE_EXCEEDED";
    default:
      return status >= 503 ? "UNAVAILABLE" : "INTERNAL";
  }
}

/** An error as the API writes it; also the data of an event that ends a stream with it. */
export function errorEnvelope(status: number, message: string): unknown {
  return { error: { code: status, message, status: statusName(status) } };
}
