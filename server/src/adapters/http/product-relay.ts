import type { Line } from "../../scenario/line.ts";
import type { ScenarioGateway } from "./scenario-gateway.ts";

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
      const body = request.body === null ? undefined : await request.arrayBuffer();
      const response = await fetch(`${url}${pathname}${search}`, {
        method: request.method,
        headers: sent,
        redirect: "manual",
        signal: request.signal,
        ...(body === undefined ? {} : { body }),
      });
      line.note(response.headers.get("bellwether-exchange"), response.status);
      const returned = new Headers(response.headers);
      for (const name of NOT_RETURNED) returned.delete(name);
      return new Response(response.body, { status: response.status, headers: returned });
    },
    error: (error) => {
      line.note(null, 0);
      return Response.json({ error: { type: "api_error", message: `the gateway: ${error.message}` } }, { status: 502 });
    },
  });
  return { url: `http://127.0.0.1:${server.port}`, stop: () => server.stop(true) };
}
