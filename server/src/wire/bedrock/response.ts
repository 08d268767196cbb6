import { errorIn } from "../error-body.ts";
import type { ResponseFacts } from "../facts.ts";
import { asObject, asText, type JsonObject, objectsOf, parsedAnswer } from "../json/value.ts";
import { factsOf } from "./answer.ts";

/** Reads a whole answer or error body of Converse; what cannot be read is absent. */
export function readResponse(body: Uint8Array, status: number): ResponseFacts {
  const root = asObject(parsedAnswer(body)) ?? {};
  const error = awsError(errorIn(root, status), root);
  return factsOf({
    blocks: blocksIn(root),
    stopReason: root.stopReason,
    around: root,
    error,
    complete: error !== undefined || asText(root.stopReason) !== undefined,
  });
}

/** The blocks of the message in a body. */
export function blocksIn(root: JsonObject): readonly JsonObject[] {
  return objectsOf(asObject(asObject(root.output)?.message)?.content);
}

/** AWS names an error in a header, and some of its services in `__type`, behind the name of a namespace. */
function awsError(error: JsonObject | undefined, root: JsonObject): JsonObject | undefined {
  const type = asText(root.__type);
  // `Message` is how the services in front of Bedrock write it.
  const message = error?.message ?? root.Message;
  if (error === undefined) return undefined;
  return { ...error, message, ...(type === undefined ? {} : { type: type.split("#").at(-1) }) };
}
