import { createServer } from "node:net";
import { BellwetherError } from "../core/error.ts";
import { lockGroup } from "./group-lock.ts";

/** Where something is to listen, and what changes the port. */
export interface Listening {
  readonly host: string;
  readonly port: number;
  /** `BELLWETHER_PORT or --port`. */
  readonly changedBy: string;
}

/**
 * Fails early where a port cannot be had: what is to listen there would only find out, and be
 * started again, and again.
 *
 * @param run folder of the group: where another group holds it, that is what has to be said.
 * @throws {BellwetherError} `config_invalid`.
 */
export async function requireFreePorts(places: readonly Listening[], run: string): Promise<void> {
  lockGroup(run)();
  for (const place of places) await requireFreePort(place);
}

async function requireFreePort({ host, port, changedBy }: Listening): Promise<void> {
  const problem = await new Promise<string | undefined>((resolve) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    probe.listen(port, host, () => probe.close(() => resolve(undefined)));
  });
  if (problem === undefined) return;
  throw new BellwetherError("config_invalid", `${host}:${port} cannot be listened on ${reason(problem, changedBy)}`);
}

function reason(problem: string, changedBy: string): string {
  switch (problem) {
    case "EADDRINUSE":
      return `(something else listens there): stop what holds it, or choose another port with ${changedBy}`;
    case "EACCES":
      return `(this user may not): choose a port from 1024 on with ${changedBy}`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return "(the address is not this machine's): choose another with `listen.host` or --host";
    default:
      return `(${problem}): choose another address or port with ${changedBy}, \`listen.host\` or --host`;
  }
}
