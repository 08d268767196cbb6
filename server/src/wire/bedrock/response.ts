import { errorIn } from "../error-body.ts";
import type { ResponseFacts } from "../facts.ts";
import { asObject, asText, type JsonObject, objectsOf, parsed } from "../json/value.ts";
import { factsOf } from "./answer.ts";

const decoder = new TextDecoder();

/** Reads a whole answer or error body of Converse; what cannot be read is absent. */
export function readResponse(body: Uint8Array, status: number): ResponseFacts {
  const root = asObject(parsed(decoder.decode(body))) ?? {};
  const error = awsError(errorIn(root, status), root);
  const message = asObject(asObject(root.output)?.message);
  return factsOf({
    blocks: objectsOf(message?.content),
    stopReason: root.stopReason,
    around: root,
    error,
    complete: error !== undefined || asText(root.stopReason) !== undefined,
  });
}

/** AWS names an error in a header, and some of its services in `__type`, behind the name of a namespace. */
function awsError(error: JsonObject | undefined, root: JsonObject): JsonObject | undefined {
  const type = asText(root.__type);
  // `Message` is how the services in front of Bedrock write it.
  const message = error?.message ?? root.Message;
  if (error === undefined) return undefined;
  return { ...error, message, ...(type === undefined ? {} : { type: type.split("#").at(-1) }) };
}
