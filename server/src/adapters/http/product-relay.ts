import { sha256 } from "../../core/digest.ts";
import { isAsked, type Line, type Seen } from "../../scenario/line.ts";
import { AS_IT_IS, playFrom, type ScenarioGateway, takeDown } from "./scenario-gateway.ts";

/** An address of loopback that a product speaks to instead of the gateway. */
export interface ProductRelay {
  readonly url: string;
  stop(): Promise<void>;
}

/** Between two machines only (RFC 9110, section 7.6.1), or made anew for the next one. */
const NOT_PASSED = ["host", "connection", "content-length", "accept-encoding", "transfer-encoding", "keep-alive"];
/** The product has none of ours. */
const CREDENTIALS = ["authorization", "x-api-key", "api-key", "x-goog-api-key"];
const NOT_RETURNED = ["connection", "content-length", "content-encoding", "transfer-encoding", "keep-alive"];

const NOTHING = new Uint8Array(0);

/** Passes bytes on, and tells them when the last of them has come. */
function watched(whole: (bytes: Uint8Array) => void): TransformStream<Uint8Array, Uint8Array> {
  const parts: Uint8Array[] = [];
  return new TransformStream({
    transform(chunk, passing) {
      parts.push(chunk.slice());
      passing.enqueue(chunk);
    },
    flush: () => whole(new Uint8Array(Buffer.concat(parts))),
  });
}

function failure(status: number, type: string, message: string): Response {
  return Response.json({ type: "error", error: { type, message } }, { status });
}

/**
 * Passes a product's requests on over its session's line. So any product can be played that takes an address and a
 * key: it need not know of sessions, clocks or contracts, and which exchanges were its own is known all the same.
 */
export function startProductRelay(line: Line, { url, key, headers, tape }: ScenarioGateway): ProductRelay {
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 0,
    development: false,
    async fetch(request) {
      const { pathname, search } = new URL(request.url);
      const sent = new Headers(request.headers);
      for (const name of [...NOT_PASSED, ...CREDENTIALS]) sent.delete(name);
      for (const [name, value] of Object.entries({ ...headers, ...line.headers() })) sent.set(name, value);
      sent.set("bellwether-key", key);
      sent.set("accept-encoding", AS_IT_IS["accept-encoding"]);
      const body = request.body === null ? undefined : await request.bytes();
      const taped =
        isAsked(request.method, pathname, sent) && body !== undefined ? { path: pathname, body } : undefined;
      const unknown = taped === undefined ? undefined : playFrom(tape, taped, sent, line);
      if (unknown !== undefined) return failure(404, "not_found_error", unknown);
      const response = await fetch(`${url}${pathname}${search}`, {
        method: request.method,
        headers: sent,
        redirect: "manual",
        signal: request.signal,
        ...(body === undefined ? {} : { body }),
      });
      const exchange = response.headers.get("bellwether-exchange");
      line.note(exchange, response.status);
      const returned = new Headers(response.headers);
      for (const name of NOT_RETURNED) returned.delete(name);
      const seen: Seen = { exchange: exchange ?? "", path: pathname, headers: sent, request: body ?? NOTHING };
      line.see(request.method, seen);
      if (response.headers.has("content-encoding"))
        return new Response(response.body, { status: response.status, headers: returned });
      const passed = response.body?.pipeThrough(
        watched((bytes) => {
          seen.response = sha256(bytes);
          if (taped !== undefined) takeDown(tape, taped, response, bytes, line);
        }),
      );
      return new Response(passed ?? null, { status: response.status, headers: returned });
    },
    error: (error) => {
      line.note(null, 0);
      return failure(502, "api_error", `the gateway: ${error.message}`);
    },
  });
  return { url: `http://127.0.0.1:${server.port}`, stop: () => server.stop(true) };
}
