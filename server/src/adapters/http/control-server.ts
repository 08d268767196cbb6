import { createHash, timingSafeEqual } from "node:crypto";
import { rmSync } from "node:fs";
import type { ConversationMemory } from "../../control/conversations.ts";
import type { LiveScoreService } from "../../control/live-scores.ts";
import type { SpendingStore } from "../../control/spending-store.ts";
import type { LiveScore } from "../../gateway/live-evaluation.ts";
import type { SnapshotService } from "../../control/snapshots.ts";
import type { ExchangeRecord } from "../../exchange/columns.ts";
import { unreadableAddress, urlOf } from "./request-url.ts";

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

/** Seconds that a client may take for a request's head. */
const HEAD_SECONDS = 10;

/** Serves the API on an address of its own. */
export function serveAddress(host: string, port: number, fetch: Fetch): Stoppable {
  const server = Bun.serve({
    hostname: host,
    port,
    development: false,
    // Rules while a head is awaited; streams of snapshots and records may be silent for long.
    idleTimeout: HEAD_SECONDS,
    fetch: (request, server) => {
      server.timeout(request, 0);
      const url = urlOf(request);
      if (url === undefined) return unreadableAddress();
      return fetch(request.url.startsWith("/") ? new Request(url, request) : request);
    },
  });
  return { stop: () => server.stop(true) };
}

/** What gateways may ask of control, and tell it. */
export interface InnerPorts {
  readonly snapshots: SnapshotService;
  readonly conversations: ConversationMemory;
  /** Takes scores that gateways' evaluators gave. */
  readonly scores: Pick<LiveScoreService, "take">;
  readonly spending: SpendingStore;
  /** Takes records that another machine has shipped. */
  readonly take: (records: readonly ExchangeRecord[]) => void;
}

/** What gateways alone may ask of control: snapshots as they come, and conversations. */
export function innerRoutes({ snapshots, conversations, scores, spending, take }: InnerPorts): Fetch {
  return async (request) => {
    const url = new URL(request.url);
    switch (url.pathname) {
      case "/snapshots":
        return snapshotStream(snapshots, request.signal);
      case "/conversations": {
        const [tenant = "", client = "", id = ""] = ["tenant", "client", "id"].map(
          (name) => url.searchParams.get(name) ?? "",
        );
        const found = await conversations.find(tenant, client, id);
        return found === undefined ? new Response(null, { status: 404 }) : Response.json(found);
      }
      case "/owner": {
        const tenant = await conversations.tenantOf(url.searchParams.get("answer") ?? "");
        return tenant === undefined ? new Response(null, { status: 404 }) : Response.json({ tenant });
      }
      case "/records":
        if (request.method === "POST") take((await request.json()) as readonly ExchangeRecord[]);
        return new Response(null, { status: 204 });
      case "/scores":
        return Response.json(await scores.take((await request.json()) as readonly LiveScore[]));
      case "/spend": {
        const { purse, day, micros, most } = (await request.json()) as Record<"day" | "micros" | "most", number> & {
          readonly purse: string;
        };
        return new Response(null, { status: (await spending.spend(purse, day, micros, most)) ? 204 : 409 });
      }
      case "/give-back": {
        const { purse, day, micros } = (await request.json()) as { purse: string; day: number; micros: number };
        await spending.giveBack(purse, day, micros);
        return new Response(null, { status: 204 });
      }
      default:
        return new Response(null, { status: 404 });
    }
  };
}

/** Where gateways of other machines find what they alone may ask. */
export const NODE_PATH = "/node";

/**
 * The same for gateways of other machines: below `/node`, and only for those that show the token,
 * because a snapshot says which keys there are.
 *
 * @param token read anew at each request.
 */
export function nodeRoutes(inner: Fetch, token: () => string): Fetch {
  return (request) => {
    const shown = /^bearer\s+(\S+)\s*$/i.exec(request.headers.get("authorization") ?? "")?.[1] ?? "";
    if (!sameSecret(shown, token())) return new Response(null, { status: 401 });
    const url = new URL(request.url);
    return inner(new Request(`${url.origin}${url.pathname.slice(NODE_PATH.length)}${url.search}`, request));
  };
}

/** Compares digests, whose comparison says nothing of the secret, however long it takes. */
function sameSecret(shown: string, secret: string): boolean {
  return timingSafeEqual(createHash("sha256").update(shown).digest(), createHash("sha256").update(secret).digest());
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
