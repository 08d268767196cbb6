import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import type { Lab } from "../../lab/provider/lab.ts";

/** Where a lab listens. */
export interface LabServerOptions {
  readonly host: string;
  /** 0 for one that is free. */
  readonly port: number;
}

/** A lab that listens. */
export interface RunningLab {
  readonly port: number;
  /** Without `/v1`, as Anthropic's clients want it. */
  readonly url: string;
  /** Resolves when everything that is under way has ended, or at once with `force`. */
  stop(force: boolean): Promise<void>;
}

/** Largest body that is taken. */
const MAX_BODY = 256 * 1024 * 1024;

/** Serves a lab over HTTP/1.1. Nothing is timed out: silence is one of the things that a lab plays. */
export function serveLab(lab: Lab, options: LabServerOptions): RunningLab {
  const server = Bun.serve({
    hostname: options.host,
    port: options.port,
    idleTimeout: 0,
    maxRequestBodySize: MAX_BODY,
    development: false,
    async fetch(request) {
      const response = await lab.handle(request);
      // The runtime would put the true length in its place: better no answer than one without its fault.
      return response.headers.has("content-length") ? notExact(response) : response;
    },
  });
  return running(options, server.port, async (force) => {
    await server.stop(force);
  });
}

async function notExact(response: Response): Promise<Response> {
  await response.body?.cancel();
  const message = "the fault length-lie needs a lab that is served by serveLabExactly";
  return Response.json({ error: { message } }, { status: 501, headers: { "x-lab": "1" } });
}

/**
 * Serves a lab so that `content-length` goes out as the lab says it, true or not: what the fault
 * `length-lie` needs. For everything else `serveLab` is faster.
 */
export async function serveLabExactly(lab: Lab, options: LabServerOptions): Promise<RunningLab> {
  const server = createServer((incoming, outgoing) => {
    answer(lab, incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.requestTimeout = 0;
  await new Promise<void>((resolve) => void server.listen(options.port, options.host, resolve));
  const address = server.address();
  return running(options, typeof address === "object" ? address?.port : undefined, async (force) => {
    const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
    if (force) server.closeAllConnections();
    await closed;
  });
}

function running(options: LabServerOptions, bound: number | undefined, stop: RunningLab["stop"]): RunningLab {
  const port = bound ?? options.port;
  return { port, url: `http://${options.host}:${port}`, stop };
}

async function answer(lab: Lab, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  const gone = new AbortController();
  outgoing.once("close", () => gone.abort());
  const method = incoming.method ?? "GET";
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Uint8Array);
  const body = method === "GET" || method === "HEAD" ? null : Buffer.concat(chunks);
  const url = `http://${incoming.headers.host ?? "lab"}${incoming.url ?? "/"}`;
  const response = await lab.handle(new Request(url, { method, headers, body, signal: gone.signal }));
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.body !== null) {
    for await (const chunk of Readable.fromWeb(response.body as never)) outgoing.write(chunk as Uint8Array);
  }
  // What promised more than it held ends with its connection.
  outgoing.end(() => response.headers.has("content-length") && incoming.socket.end());
}
