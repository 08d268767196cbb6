import type { WireCodec } from "../wire/codec.ts";
import { type Answer, brokenOff } from "./answer.ts";
import { passBytes, passStream } from "./streamed-answer.ts";
import type { UpstreamResponse } from "./upstream.ts";
import { passWhole } from "./whole-answer.ts";
import { isEncoded } from "./whole-body.ts";

/** Passes an answer on: whole where it is one JSON document, as it comes where it is a stream. */
export function passOn(answer: Answer): Promise<Response> {
  const { response, decided, embedding, codec } = answer;
  const type = response.headers.get("content-type") ?? "";
  if (isStream(type, codec)) return passStream(answer);
  if (embedding !== undefined) return passWhole(answer);
  if (decided === undefined) return passBytes(answer);
  if (!decided.streamed || response.status >= 400) return passWhole(answer);
  if (response.body === null) return passStream(answer);
  return passUnnamed(answer, response.body, type);
}

function isStream(type: string, { framing }: WireCodec): boolean {
  const streams = framing?.mediaType ?? "text/event-stream";
  return type.slice(0, streams.length).toLowerCase() === streams && /^\s*(?:;|$)/.test(type.slice(streams.length));
}

/** A stream was asked for, and something came that is not called one: what it is, its first byte says. */
async function passUnnamed(answer: Answer, body: ReadableStream<Uint8Array>, type: string): Promise<Response> {
  const { response } = answer;
  if (isEncoded(response.headers.get("content-encoding")))
    return /\bjson\b/i.test(type) ? passWhole(answer) : passStream(answer);
  const { first, whole } = await peek(answer, body);
  const peeked: Answer = { ...answer, response: { ...headOf(response), body: whole, bytes: () => bytesOf(whole) } };
  return first === OPEN_BRACE || first === OPEN_BRACKET ? passWhole(peeked) : passStream(peeked);
}

const [OPEN_BRACE, OPEN_BRACKET] = [0x7b, 0x5b];
/** White space of JSON, and the bytes of a byte order mark. */
const BEFORE = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]);

/** The first byte of a body that says something, and the body with nothing taken away. */
async function peek(
  answer: Answer,
  body: ReadableStream<Uint8Array>,
): Promise<{ first: number | undefined; whole: ReadableStream<Uint8Array> }> {
  const reader = body.getReader();
  const seen: Uint8Array[] = [];
  let first: number | undefined;
  try {
    while (first === undefined) {
      const { done, value } = await reader.read();
      if (done) break;
      answer.heard();
      seen.push(value);
      first = value.find((byte) => !BEFORE.has(byte));
    }
  } catch (cause) {
    throw brokenOff(answer, cause);
  }
  const whole = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = seen.shift();
        if (next !== undefined) return controller.enqueue(next);
        const { done, value } = await reader.read();
        return done ? controller.close() : controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
  return { first, whole };
}

function headOf({ status, headers }: UpstreamResponse): Pick<UpstreamResponse, "status" | "headers"> {
  return { status, headers };
}

function bytesOf(stream: ReadableStream<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  return new Response(stream).bytes();
}
