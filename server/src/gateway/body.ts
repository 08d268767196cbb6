import { BellwetherError } from "../core/error.ts";
import type { SilenceWatch } from "./silence.ts";
import { isEncoded, joined } from "./whole-body.ts";

/**
 * Reads a request's body, bounded whether or not its length is announced.
 *
 * @param limit bytes.
 * @param arrivals gives up on bodies that take too long; counted from here, however the bytes trickle.
 * @throws {BellwetherError} `body_too_large`; `body_too_slow`; `body_malformed` where it broke off; `header_invalid`
 * for a compressed body, which could grow without bound and whose bytes could not be forwarded as
 * they came.
 */
export async function readBody(request: Request, limit: number, arrivals?: SilenceWatch): Promise<Uint8Array> {
  const encoding = request.headers.get("content-encoding");
  if (isEncoded(encoding)) {
    throw new BellwetherError(
      "header_invalid",
      `the request body is compressed (content-encoding: ${encoding?.slice(0, 40)}); send it as it is`,
    );
  }
  return readBytes(request, limit, arrivals);
}

/** The same of a body that may be compressed: its bytes as they came, for whoever unpacks them in bounds of its own. */
export async function readBytes(request: Request, limit: number, arrivals?: SilenceWatch): Promise<Uint8Array> {
  const announced = Number(request.headers.get("content-length") ?? Number.NaN);
  if (announced > limit) throw tooLarge(announced, limit);
  try {
    // An announced length is the runtime's to keep; anything else is counted as it comes.
    const reading = announced >= 0 ? request.bytes() : readBounded(request, limit);
    const body = await (arrivals === undefined ? reading : inTime(reading, arrivals));
    if (body.length > limit) throw tooLarge(body.length, limit);
    return body;
  } catch (cause) {
    // A client that went away in the middle is no mistake of anybody's; whoever catches this asks the signal.
    if (request.signal.aborted || cause instanceof BellwetherError) throw cause;
    throw new BellwetherError("body_malformed", "the request body broke off before its end", { cause });
  }
}

/** What is read, unless it takes too long. */
function inTime(reading: Promise<Uint8Array>, arrivals: SilenceWatch): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const unwatch = arrivals.begin(() => {
      const message = "the request body did not come to its end in time (limits.body_timeout)";
      reject(new BellwetherError("body_too_slow", message));
    });
    reading.then(resolve, reject).finally(unwatch);
  });
}

async function readBounded(request: Request, limit: number): Promise<Uint8Array> {
  if (request.body === null) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body) {
    length += chunk.length;
    if (length > limit) throw tooLarge(length, limit);
    chunks.push(chunk);
  }
  return joined(chunks);
}

function tooLarge(length: number, limit: number): BellwetherError {
  return new BellwetherError(
    "body_too_large",
    `the request body has ${length} bytes or more; this gateway takes ${limit} (limits.body)`,
  );
}
