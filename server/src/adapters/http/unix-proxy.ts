import { BellwetherError, isBellwetherError } from "../../core/error.ts";
import { readBody } from "../../gateway/body.ts";

/** Headers that belong to one connection and not to the request. */
const CONNECTION = ["connection", "keep-alive", "transfer-encoding", "upgrade", "te", "trailer", "content-length"];

/** Bytes of a body that the API takes; a contract with its prompts and schemas fits in many times. */
const BODY_LIMIT = 8 * 1024 * 1024;

/** Sends a request on to a process that listens on a local socket, and its answer back as it comes. */
export async function passToSocket(socket: string, request: Request, path: string): Promise<Response> {
  const headers = new Headers(request.headers);
  for (const name of CONNECTION) headers.delete(name);
  headers.set("accept-encoding", "identity");
  try {
    // Nobody has asked for a key yet: what anybody may send is small.
    const body =
      request.method === "GET" || request.method === "HEAD" ? undefined : await readBody(request, BODY_LIMIT);
    const answer = await fetch(`http://control${path}`, {
      unix: socket,
      method: request.method,
      headers,
      signal: request.signal,
      redirect: "manual",
      timeout: false,
      ...(body === undefined ? {} : { body }),
    } as RequestInit);
    const back = new Headers(answer.headers);
    for (const name of CONNECTION) back.delete(name);
    return new Response(answer.body, { status: answer.status, headers: back });
  } catch (cause) {
    const error = isBellwetherError(cause)
      ? cause
      : new BellwetherError(
          "store_unreachable",
          "control does not answer; it is started again by itself, so try again in a moment (bellwether doctor says more)",
          { cause, retryAfter: 1 },
        );
    return Response.json(
      { error: { code: error.code, message: error.message } },
      {
        status: error.kind.status,
        ...(error.retryAfter === undefined ? {} : { headers: { "retry-after": String(error.retryAfter) } }),
      },
    );
  }
}
