import type { Answer } from "./answer.ts";
import { passBytes, passStream } from "./streamed-answer.ts";
import { passWhole } from "./whole-answer.ts";

/** Passes an answer on: whole where it is one JSON document, as it comes where it is a stream. */
export async function passOn(answer: Answer): Promise<Response> {
  const type = answer.response.headers.get("content-type") ?? "";
  // A stream that was asked for is read as one, whatever it is called, unless it is a document.
  const asked = answer.decided?.streamed === true && answer.response.status < 400 && !/\bjson\b/i.test(type);
  if (asked || /^text\/event-stream\b/i.test(type)) return passStream(answer);
  return answer.decided === undefined ? passBytes(answer) : passWhole(answer);
}
