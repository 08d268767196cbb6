/** AWS's name for an error of an HTTP status. */
export function errorName(status: number): string {
  switch (status) {
    case 401:
    case 403:
      return "AccessDeniedException";
    case 404:
      return "ResourceNotFoundException";
    case 408:
      return "ModelTimeoutException";
    case 424:
      return "ModelErrorException";
    case 429:
      return "ThrottlingException";
    case 503:
      return "ServiceUnavailableException";
    default:
      return status >= 500 ? "InternalServerException" : "ValidationException";
  }
}

/** An error as Bedrock writes it: its name stands in a header. */
export function errorEnvelope(message: string): unknown {
  return { message };
}
