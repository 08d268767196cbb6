import type { WholeAnswer } from "../content.ts";
import type { ResponseFacts } from "../facts.ts";
import { asObject, type JsonObject, objectsOf, parsedBytes } from "../json/value.ts";
import { AnswerBuilder } from "./answer.ts";

/** Reads a whole answer or error body of generateContent; what cannot be read is absent. */
export function readWhole(body: Uint8Array, status: number): WholeAnswer {
  const answer = new AnswerBuilder(true);
  for (const part of partsIn(body)) answer.add(part, status);
  return { facts: answer.facts(answer.failed || answer.ended), content: () => answer.content() };
}

/** The facts of it alone. */
export function readResponse(body: Uint8Array, status: number): ResponseFacts {
  return readWhole(body, status).facts;
}

/** The chunks that a body is made of, one as a rule; a stream that was asked for without `alt=sse` is one list of them. */
function partsIn(body: Uint8Array): readonly JsonObject[] {
  const content = parsedBytes(body);
  const root = asObject(content);
  return root === undefined ? objectsOf(content) : [root];
}
