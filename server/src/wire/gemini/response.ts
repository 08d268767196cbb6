import type { ResponseFacts } from "../facts.ts";
import { asObject, objectsOf, parsed } from "../json/value.ts";
import { AnswerBuilder } from "./answer.ts";

const decoder = new TextDecoder();

/**
 * Reads a whole answer or error body of generateContent; what cannot be read is absent. A stream
 * that was asked for without `alt=sse` is one list of the chunks.
 */
export function readResponse(body: Uint8Array, status: number): ResponseFacts {
  const content = parsed(decoder.decode(body));
  const answer = new AnswerBuilder();
  const root = asObject(content);
  for (const part of root === undefined ? objectsOf(content) : [root]) answer.add(part, status);
  return answer.facts(answer.failed || answer.ended);
}
