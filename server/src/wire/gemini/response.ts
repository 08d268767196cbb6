import type { ResponseFacts } from "../facts.ts";
import { asObject, type JsonObject, objectsOf, parsedAnswer } from "../json/value.ts";
import { AnswerBuilder } from "./answer.ts";

/** Reads a whole answer or error body of generateContent; what cannot be read is absent. */
export function readResponse(body: Uint8Array, status: number): ResponseFacts {
  const answer = new AnswerBuilder();
  for (const part of partsIn(body)) answer.add(part, status);
  return answer.facts(answer.failed || answer.ended);
}

/** The chunks that a body is made of, one as a rule; a stream that was asked for without `alt=sse` is one list of them. */
export function partsIn(body: Uint8Array): readonly JsonObject[] {
  const content = parsedAnswer(body);
  const root = asObject(content);
  return root === undefined ? objectsOf(content) : [root];
}
