import type { WholeAnswer } from "../content.ts";
import type { ResponseFacts } from "../facts.ts";
import { asObject, type JsonObject, parsedBytes } from "../json/value.ts";
import { AnswerBuilder } from "./answer.ts";

/** Reads a whole answer or error body of OpenAI Chat Completions; what cannot be read is absent. */
export function readWhole(body: Uint8Array, status: number): WholeAnswer {
  const root = rootOf(body);
  const answer = new AnswerBuilder(true);
  if (root !== undefined) answer.add(root, status);
  return {
    facts: answer.facts(answer.failed || Array.isArray(root?.choices)),
    content: () => answer.content(),
  };
}

/** The facts of it alone. */
export function readResponse(body: Uint8Array, status: number): ResponseFacts {
  return readWhole(body, status).facts;
}

/** The object that a body is; Google's OpenAI endpoint wraps its errors in a list of one. */
export function rootOf(body: Uint8Array): JsonObject | undefined {
  const content = parsedBytes(body);
  return asObject(Array.isArray(content) ? content[0] : content);
}
