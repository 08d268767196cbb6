import type { ResponseFacts } from "../facts.ts";
import { asObject, objectsOf, parsed } from "../json/value.ts";
import { factsOf } from "./answer.ts";

const decoder = new TextDecoder();

/** Reads a whole answer or error body of Anthropic Messages; what cannot be read is absent. */
export function readResponse(body: Uint8Array, status: number): ResponseFacts {
  const root = asObject(parsed(decoder.decode(body)));
  // Relays send errors in envelopes of their own, without Anthropic's `"type":"error"`.
  const isError =
    root !== undefined && (root.type === "error" || (status >= 400 && asObject(root.error) !== undefined));
  if (isError) {
    return factsOf({
      message: undefined,
      blocks: [],
      error: asObject(root.error) ?? {},
      complete: true,
      abandoned: [],
    });
  }
  return factsOf({
    message: root,
    blocks: objectsOf(root?.content),
    error: undefined,
    complete: root !== undefined,
    abandoned: [],
  });
}
