import { errorIn } from "../error-body.ts";
import type { WholeAnswer } from "../content.ts";
import type { ResponseFacts } from "../facts.ts";
import { asObject, asText, type JsonObject, objectsOf, parsedBytes } from "../json/value.ts";
import { factsOf } from "./answer.ts";
import { contentOf } from "./blocks.ts";

/** Reads a whole answer or error body of Converse; what cannot be read is absent. */
export function readWhole(body: Uint8Array, status: number): WholeAnswer {
  const root = asObject(parsedBytes(body)) ?? {};
  return { facts: factsIn(root, status), content: () => contentOf(blocksIn(root)) };
}

/** The facts of it alone. */
export function readResponse(body: Uint8Array, status: number): ResponseFacts {
  return readWhole(body, status).facts;
}

function factsIn(root: JsonObject, status: number): ResponseFacts {
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
function blocksIn(root: JsonObject): readonly JsonObject[] {
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
