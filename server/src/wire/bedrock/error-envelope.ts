import type { BellwetherError } from "../../core/error.ts";
import { writeMessage } from "../event-stream/message.ts";

/** A status that Bedrock has for a model that failed, and the only one of a failure that the SDKs do not try again. */
const MODEL_FAILED = 424;

/** The SDKs look at the status alone: whatever is 500 or more they ask for again, also what is final. */
export function errorStatus({ kind: { status, retryable } }: BellwetherError): number {
  return status >= 500 && !retryable ? MODEL_FAILED : status;
}

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
    case MODEL_FAILED:
      return "ModelErrorException";
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
  switch (status) {
    case MODEL_FAILED:
      return "modelStreamErrorException";
    case 429:
      return "throttlingException";
    case 503:
      return "serviceUnavailableException";
    default:
      return status >= 500 ? "internalServerException" : "validationException";
  }
}

/** An error as AWS writes it in JSON, with the exchange's id and our code beside the message. */
export function errorBody(error: BellwetherError, requestId: string): string {
  return JSON.stringify({
    __type: exceptionName(errorStatus(error)),
    message: error.message,
    bellwetherError: error.code,
    requestId,
  });
}

/** What the SDKs tell an error by: without the first header all of them would be of one class. */
export function errorHeaders(error: BellwetherError, requestId: string): Readonly<Record<string, string>> {
  return { "x-amzn-errortype": exceptionName(errorStatus(error)), "x-amzn-requestid": requestId };
}

/** The message that ends a stream with an error. */
export function errorEvent(error: BellwetherError, requestId: string): Uint8Array {
  const headers = {
    ":exception-type": streamException(errorStatus(error)),
    ":content-type": "application/json",
    ":message-type": "exception",
  };
  return writeMessage(headers, errorBody(error, requestId));
}
