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
    fetch: (request) => lab.handle(request),
  });
  const port = server.port ?? options.port;
  return {
    port,
    url: `http://${options.host}:${port}`,
    stop: async (force) => {
      await server.stop(force);
    },
  };
}
