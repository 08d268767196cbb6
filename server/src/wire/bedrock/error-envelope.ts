import type { BellwetherError } from "../../core/error.ts";
import { writeMessage } from "../event-stream/message.ts";

/** AWS's name for an error of a status; the SDKs have a class for each. */
function exceptionName(status: number): string {
  switch (status) {
    case 401:
      return "UnrecognizedClientException";
    case 403:
      return "AccessDeniedException";
    case 404:
      return "ResourceNotFoundException";
    case 409:
      return "ConflictException";
    case 429:
      return "ThrottlingException";
    case 503:
      return "ServiceUnavailableException";
    default:
      return status >= 500 ? "InternalServerException" : "ValidationException";
  }
}

/** The exceptions that the event stream of Converse is declared to have. */
function streamException(status: number): string {
  if (status === 429) return "throttlingException";
  if (status === 503) return "serviceUnavailableException";
  return status >= 500 ? "internalServerException" : "validationException";
}

/** An error as AWS writes it in JSON, with the exchange's id and our code beside the message. */
export function errorBody(error: BellwetherError, requestId: string): string {
  return JSON.stringify({
    __type: exceptionName(error.kind.status),
    message: error.message,
    bellwetherError: error.code,
    requestId,
  });
}

/** What the SDKs tell an error by: without the first header all of them would be of one class. */
export function errorHeaders(error: BellwetherError, requestId: string): Readonly<Record<string, string>> {
  return { "x-amzn-errortype": exceptionName(error.kind.status), "x-amzn-requestid": requestId };
}

/** The message that ends a stream with an error. */
export function errorEvent(error: BellwetherError, requestId: string): Uint8Array {
  const headers = {
    ":exception-type": streamException(error.kind.status),
    ":content-type": "application/json",
    ":message-type": "exception",
  };
  return writeMessage(headers, errorBody(error, requestId));
}
