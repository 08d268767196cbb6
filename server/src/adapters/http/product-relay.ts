import { createHash } from "node:crypto";
import type { Line, Seen } from "../../scenario/line.ts";
import { AS_IT_IS, type ScenarioGateway } from "./scenario-gateway.ts";

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

/** Passes bytes on, and notes their digest when the last of them has come. */
function digestedInto(seen: Seen): TransformStream<Uint8Array, Uint8Array> {
  const hash = createHash("sha256");
  return new TransformStream({
    transform(chunk, passing) {
      hash.update(chunk);
      passing.enqueue(chunk);
    },
    flush() {
      seen.response = `sha256:${hash.digest("hex")}`;
    },
  });
}

/**
 * Passes a product's requests on over its session's line. So any product can be played that takes an address and a
 * key: it need not know of sessions, clocks or contracts, and which exchanges were its own is known all the same.
 */
export function startProductRelay(line: Line, { url, key, headers }: ScenarioGateway): ProductRelay {
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
      const compressed = response.headers.has("content-encoding");
      const passed = compressed ? response.body : response.body?.pipeThrough(digestedInto(seen));
      return new Response(passed ?? null, { status: response.status, headers: returned });
    },
    error: (error) => {
      line.note(null, 0);
      return Response.json({ error: { type: "api_error", message: `the gateway: ${error.message}` } }, { status: 502 });
    },
  });
  return { url: `http://127.0.0.1:${server.port}`, stop: () => server.stop(true) };
}
