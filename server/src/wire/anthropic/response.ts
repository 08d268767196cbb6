import { errorIn } from "../error-body.ts";
import type { WholeAnswer } from "../content.ts";
import type { ResponseFacts } from "../facts.ts";
import { asObject, objectsOf, parsedBytes } from "../json/value.ts";
import { type Answer, contentOf, factsOf } from "./answer.ts";

/** Reads a whole answer or error body of Anthropic Messages; what cannot be read is absent. */
export function readWhole(body: Uint8Array, status: number): WholeAnswer {
  const answer = answerIn(body, status);
  return { facts: factsOf(answer), content: () => contentOf(answer) };
}

/** The facts of it alone. */
export function readResponse(body: Uint8Array, status: number): ResponseFacts {
  return factsOf(answerIn(body, status));
}

/** The answer that a body is. */
function answerIn(body: Uint8Array, status: number): Answer {
  const root = asObject(parsedBytes(body));
  const error = root === undefined ? undefined : errorIn(root, status);
  if (error !== undefined) return { parts: [], error, complete: true };
  return {
    parts: root === undefined ? [] : [{ message: root, blocks: objectsOf(root.content), abandoned: false }],
    error: undefined,
    complete: root?.type === "message",
  };
}
