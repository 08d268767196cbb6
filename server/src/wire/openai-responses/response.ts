import { errorIn } from "../error-body.ts";
import type { WholeAnswer } from "../content.ts";
import type { ResponseFacts } from "../facts.ts";
import { type JsonObject, objectsOf } from "../json/value.ts";
import { rootOf } from "../openai-chat/response.ts";
import { answerFacts } from "./answer.ts";
import { contentOf } from "./answer-content.ts";

/** What an answer in the background says before it is one. */
const UNDER_WAY: ReadonlySet<unknown> = new Set(["queued", "in_progress"]);

/** Reads a whole answer or error body of OpenAI Responses; what cannot be read is absent. */
export function readWhole(body: Uint8Array, status: number): WholeAnswer {
  const root = rootOf(body);
  return { facts: factsIn(root, status), content: () => contentOf(objectsOf(root?.output)) };
}

/** The facts of it alone. */
export function readResponse(body: Uint8Array, status: number): ResponseFacts {
  return factsIn(rootOf(body), status);
}

function factsIn(root: JsonObject | undefined, status: number): ResponseFacts {
  if (root === undefined) return answerFacts({ response: {}, output: [], error: undefined, iterations: [] }, false);
  const answers = Array.isArray(root.output);
  const error = errorIn(root, answers ? 200 : status) ?? (root.status === "failed" ? {} : undefined);
  const underWay = error === undefined && answers && UNDER_WAY.has(root.status);
  const complete = error !== undefined || (answers && !underWay);
  const facts = answerFacts({ response: root, output: root.output, error, iterations: [] }, complete);
  return underWay ? { ...facts, underWay } : facts;
}
