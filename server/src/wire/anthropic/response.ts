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
  if (isError) return factsOf({ parts: [], error: asObject(root.error) ?? {}, complete: true });
  return factsOf({
    parts: root === undefined ? [] : [{ message: root, blocks: objectsOf(root.content), abandoned: false }],
    error: undefined,
    complete: root?.type === "message",
  });
}
