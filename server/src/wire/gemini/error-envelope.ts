import type { BellwetherError } from "../../core/error.ts";

/** Google's name for an error of a status (google.rpc.Code). */
function statusName(status: number): string {
  switch (status) {
    case 401:
      return "UNAUTHENTICATED";
    case 403:
      return "PERMISSION_DENIED";
    case 404:
      return "NOT_FOUND";
    case 409:
      return "ABORTED";
    case 429:
      return "RESOURCE_EXHAUSTED";
    case 499:
      return "CANCELLED";
    case 501:
      return "UNIMPLEMENTED";
    case 502:
    case 503:
      return "UNAVAILABLE";
    case 504:
      return "DEADLINE_EXCEEDED";
    default:
      return status >= 500 ? "INTERNAL" : "INVALID_ARGUMENT";
  }
}

/** An error in Google's envelope; our code and the exchange's id are details of Google's own types. */
export function errorBody(error: BellwetherError, requestId: string): string {
  const { status } = error.kind;
  const text = JSON.stringify({
    error: {
      code: status,
      message: error.message,
      status: statusName(status),
      details: [
        { "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: error.code.toUpperCase(), domain: "bellwether" },
        { "@type": "type.googleapis.com/google.rpc.RequestInfo", requestId },
      ],
    },
  });
  // Gemini CLI takes these for line ends, and an event that has one in it for two halves.
  return text.replace(/[\u0085\u2028\u2029]/g, (end) => `\\u${end.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The event that ends a stream with an error: a bare `data:` line, for Gemini CLI drops whatever has an `event:` line. */
export function errorEvent(error: BellwetherError, requestId: string): string {
  return `data: ${errorBody(error, requestId)}\n\n`;
}
