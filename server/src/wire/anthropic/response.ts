import { errorIn } from "../error-body.ts";
import type { ResponseFacts } from "../facts.ts";
import { asObject, objectsOf, parsed } from "../json/value.ts";
import { factsOf } from "./answer.ts";

const decoder = new TextDecoder();

/** Reads a whole answer or error body of Anthropic Messages; what cannot be read is absent. */
export function readResponse(body: Uint8Array, status: number): ResponseFacts {
  const root = asObject(parsed(decoder.decode(body)));
  const error = root === undefined ? undefined : errorIn(root, status);
  if (error !== undefined) return factsOf({ parts: [], error, complete: true });
  return factsOf({
    parts: root === undefined ? [] : [{ message: root, blocks: objectsOf(root.content), abandoned: false }],
    error: undefined,
    complete: root?.type === "message",
  });
}
