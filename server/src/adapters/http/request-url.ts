/**
 * The address of a request; undefined where its Host header or its target names none. The health
 * checks of some load balancers are HTTP/1.0 and name no host; the runtime then gives the path alone.
 */
export function urlOf(request: Request): URL | undefined {
  const text = request.url.startsWith("/") ? `http://localhost${request.url}` : request.url;
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** What a request is answered whose address nobody can read. */
export function unreadableAddress(): Response {
  const message = "the Host header or the address of this request cannot be read; send both as a client library does";
  return Response.json({ error: { code: "header_invalid", type: "invalid_request_error", message } }, { status: 400 });
}
