import { rmSync } from "node:fs";
import type { ConversationMemory } from "../../control/conversations.ts";
import type { SnapshotService } from "../../control/snapshots.ts";

/** Something that answers requests. */
export type Fetch = (request: Request) => Response | Promise<Response>;

/** A listener that can be stopped. */
export interface Stoppable {
  stop(): Promise<void>;
}

/** Serves on a local socket, for the other processes of the group. */
export function serveSocket(socket: string, fetch: Fetch): Stoppable {
  // A killed process leaves its socket's file behind.
  rmSync(socket, { force: true });
  // Streams of snapshots and records may be silent for as long as nothing happens. The types do not
  // know it, but a server on a socket has an idle timeout too.
  const options = { unix: socket, development: false as const, fetch, idleTimeout: 0 };
  const server = Bun.serve(options as unknown as Parameters<typeof Bun.serve>[0]);
  return { stop: () => server.stop(true) };
}

/** Serves the API on an address of its own. */
export function serveAddress(host: string, port: number, fetch: Fetch): Stoppable {
  const server = Bun.serve({ hostname: host, port, fetch, development: false, idleTimeout: 0 });
  return { stop: () => server.stop(true) };
}

/** What gateways alone may ask of control: snapshots as they come, and conversations. */
export function innerRoutes(snapshots: SnapshotService, conversations: ConversationMemory): Fetch {
  return async (request) => {
    const url = new URL(request.url);
    if (url.pathname === "/snapshots") return snapshotStream(snapshots, request.signal);
    if (url.pathname !== "/conversations") return new Response(null, { status: 404 });
    const [tenant, client, id] = ["tenant", "client", "id"].map((name) => url.searchParams.get(name) ?? "");
    const found = await conversations.find(tenant ?? "", client ?? "", id ?? "");
    return found === undefined ? new Response(null, { status: 404 }) : Response.json(found);
  };
}

/** Milliseconds between signs of life on a stream: a gateway that misses them goes to another replica. */
const SIGN_MS = 1_000;

function snapshotStream(snapshots: SnapshotService, signal: AbortSignal): Response {
  // What is known here may be old: no gateway is to wait here for what is new.
  if (snapshots.withdrawn) return new Response(null, { status: 503 });
  const encoder = new TextEncoder();
  let leave = (): void => undefined;
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      const write = (text: string): void => controller.enqueue(encoder.encode(`${text}\n`));
      write("");
      const signs = setInterval(() => write(""), SIGN_MS);
      const unsubscribe = snapshots.subscribe(write, () => {
        clearInterval(signs);
        controller.close();
      });
      leave = () => {
        clearInterval(signs);
        unsubscribe();
      };
      signal.addEventListener("abort", () => leave(), { once: true });
    },
    cancel() {
      leave();
    },
  });
  return new Response(stream, { headers: { "content-type": "application/x-ndjson" } });
}
