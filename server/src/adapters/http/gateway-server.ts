import type { Gateway } from "../../gateway/gateway.ts";
import { RequestPlaces } from "./request-places.ts";
import { unreadableAddress } from "./request-url.ts";

/** Where a gateway worker listens, and what it passes on. */
export interface GatewayServerOptions {
  readonly host: string;
  readonly port: number;
  /** Several workers share the port. */
  readonly shared: boolean;
  /** Seconds that a client may take for a request's head, and that a connection may idle between requests. */
  readonly headerTimeout: number;
  /** Answers what is no provider's path: the API, the page, health. */
  readonly elsewhere: (request: Request, url: URL) => Promise<Response>;
  readonly onError: (error: unknown) => void;
}

/** A server that listens. */
export interface RunningServer {
  readonly port: number;
  /** Takes no new connections; resolves when those that are open have ended, or at once with `force`. */
  stop(force: boolean): Promise<void>;
}

/** Largest body that the runtime may buffer: the gateway's own limit is smaller and answers in the caller's format. */
const RUNTIME_BODY_LIMIT = 4 * 1024 ** 3;

/** Serves a gateway over HTTP/1.1. */
export function serveGateway(gateway: Gateway, options: GatewayServerOptions): RunningServer {
  const places = new RequestPlaces();
  const server = Bun.serve({
    hostname: options.host,
    port: options.port,
    reusePort: options.shared,
    // Rules only while a head is awaited: once a request is here, our own limits do (see below).
    idleTimeout: Math.min(255, Math.max(1, options.headerTimeout)),
    maxRequestBodySize: RUNTIME_BODY_LIMIT,
    development: false,
    async fetch(request, server) {
      // Reasoning models are silent for minutes; the runtime would cut the connection.
      server.timeout(request, 0);
      const place = places.find(request);
      if (place === undefined) return unreadableAddress();
      return place instanceof URL ? options.elsewhere(request, place) : gateway.handle({ request, ...place });
    },
    error(error) {
      options.onError(error);
      return Response.json(
        { error: { type: "internal", message: "something went wrong inside Bellwether; the log has the cause" } },
        { status: 500 },
      );
    },
  });
  return {
    port: server.port ?? options.port,
    stop: async (force) => {
      await server.stop(force);
    },
  };
}
