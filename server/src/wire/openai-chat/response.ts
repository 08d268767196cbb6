import type { ResponseFacts } from "../facts.ts";
import { asObject, parsed } from "../json/value.ts";
import { AnswerBuilder } from "./answer.ts";

const decoder = new TextDecoder();

/** Reads a whole answer or error body of OpenAI Chat Completions; what cannot be read is absent. */
export function readResponse(body: Uint8Array, status: number): ResponseFacts {
  const content = parsed(decoder.decode(body));
  // Google's OpenAI endpoint wraps its errors in a list of one.
  const root = asObject(Array.isArray(content) ? content[0] : content);
  const answer = new AnswerBuilder();
  if (root !== undefined) answer.add(root, status);
  return answer.facts(answer.failed || Array.isArray(root?.choices));
}
