import { BellwetherError } from "../core/error.ts";

/**
 * Reads a request's body, bounded whether or not its length is announced.
 *
 * @param limit bytes.
 * @throws {BellwetherError} `body_too_large`, or `header_invalid` for a compressed body, which
 * could grow without bound and whose bytes could not be forwarded as they came.
 */
export async function readBody(request: Request, limit: number): Promise<Uint8Array> {
  const encoding = request.headers.get("content-encoding");
  if (encoding !== null && encoding !== "" && encoding !== "identity") {
    throw new BellwetherError(
      "header_invalid",
      `the request body is compressed (content-encoding: ${encoding.slice(0, 40)}); send it as it is`,
    );
  }
  const announced = request.headers.get("content-length");
  if (announced !== null) {
    if (Number(announced) > limit) throw tooLarge(Number(announced), limit);
    return new Uint8Array(await request.arrayBuffer());
  }
  if (request.body === null) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body) {
    length += chunk.length;
    if (length > limit) throw tooLarge(length, limit);
    chunks.push(chunk);
  }
  const body = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.length;
  }
  return body;
}

function tooLarge(length: number, limit: number): BellwetherError {
  return new BellwetherError(
    "body_too_large",
    `the request body has ${length} bytes or more; this gateway takes ${limit} (limits.body)`,
  );
}
