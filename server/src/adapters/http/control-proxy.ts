import { BellwetherError, isBellwetherError } from "../../core/error.ts";
import { readBody, readBytes } from "../../gateway/body.ts";
import type { SilenceWatch } from "../../gateway/silence.ts";
import { type ControlPlaces, fetchFrom } from "./control-places.ts";
import { NODE_PATH } from "./control-server.ts";

/** Headers that belong to one connection and not to the request. */
const CONNECTION = ["connection", "keep-alive", "transfer-encoding", "upgrade", "te", "trailer", "content-length"];

/** Bytes of a body that the API takes; a contract with its prompts and schemas fits in many times. */
const BODY_LIMIT = 8 * 1024 * 1024;

/** Exporters compress; whoever takes traces unpacks them in bounds. */
const TRACES_PATH = "/v1/traces";

/** How the runtime says that nothing was sent, because there was no connection. */
const NEVER_SENT = new Set(["ConnectionRefused", "FailedToOpenSocket", "ECONNREFUSED", "ENOENT"]);

/** Sends a request on to control, and its answer back as it comes. */
export async function passToControl(
  places: ControlPlaces,
  request: Request,
  path: string,
  arrivals?: SilenceWatch,
): Promise<Response> {
  // What gateways alone may ask is nobody else's to ask through them.
  if (path.startsWith(`${NODE_PATH}/`)) return new Response(null, { status: 404 });
  const headers = new Headers(request.headers);
  for (const name of [...CONNECTION, "host"]) headers.delete(name);
  headers.set("accept-encoding", "identity");
  try {
    // Nobody has asked for a key yet: what anybody may send is small.
    const repeatable = request.method === "GET" || request.method === "HEAD";
    const read = path === TRACES_PATH ? readBytes : readBody;
    const body = repeatable ? undefined : await read(request, BODY_LIMIT, arrivals);
    const init = {
      method: request.method,
      headers,
      signal: request.signal,
      redirect: "manual",
      ...(body === undefined ? {} : { body }),
    } as RequestInit;
    const answer = await fromAny(places, path, init, repeatable);
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

/** Asks the place of the moment, and each other one where the request cannot have been seen yet. */
async function fromAny(places: ControlPlaces, path: string, init: RequestInit, repeatable: boolean): Promise<Response> {
  const order = [places.current, ...places.all.filter((place) => place !== places.current)];
  let failure: unknown;
  for (const place of order) {
    try {
      return await fetchFrom(place.api, path, init);
    } catch (error) {
      failure = error;
      const code = error instanceof Error && "code" in error ? String(error.code) : "";
      if (init.signal?.aborted === true || !(repeatable || NEVER_SENT.has(code))) break;
    }
  }
  throw failure;
}
