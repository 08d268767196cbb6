import { BellwetherError } from "../../core/error.ts";

/** Headers that belong to one connection and not to the request. */
const CONNECTION = ["connection", "keep-alive", "transfer-encoding", "upgrade", "te", "trailer", "content-length"];

/** Sends a request on to a process that listens on a local socket, and its answer back as it comes. */
export async function passToSocket(socket: string, request: Request, path: string): Promise<Response> {
  const headers = new Headers(request.headers);
  for (const name of CONNECTION) headers.delete(name);
  headers.set("accept-encoding", "identity");
  const body = request.method === "GET" || request.method === "HEAD" ? undefined : await request.arrayBuffer();
  try {
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
    const error = new BellwetherError(
      "store_unreachable",
      "control does not answer; it is started again by itself, so try again in a moment (bellwether doctor says more)",
      { cause, retryAfter: 1 },
    );
    return Response.json(
      { error: { code: error.code, message: error.message } },
      { status: error.kind.status, headers: { "retry-after": "1" } },
    );
  }
}
