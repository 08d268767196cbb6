import type { ResponseFacts } from "../facts.ts";
import { asObject, type JsonObject, parsedAnswer } from "../json/value.ts";
import { AnswerBuilder } from "./answer.ts";

/** Reads a whole answer or error body of OpenAI Chat Completions; what cannot be read is absent. */
export function readResponse(body: Uint8Array, status: number): ResponseFacts {
  const root = rootOf(body);
  const answer = new AnswerBuilder();
  if (root !== undefined) answer.add(root, status);
  return answer.facts(answer.failed || Array.isArray(root?.choices));
}

/** The object that a body is; Google's OpenAI endpoint wraps its errors in a list of one. */
export function rootOf(body: Uint8Array): JsonObject | undefined {
  const content = parsedAnswer(body);
  return asObject(Array.isArray(content) ? content[0] : content);
}
