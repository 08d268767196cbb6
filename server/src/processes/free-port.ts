import { createServer } from "node:net";
import { BellwetherError } from "../core/error.ts";
import { lockGroup } from "./group-lock.ts";

/**
 * Fails early where the port cannot be had: a worker would only find out, and be started again, and
 * again.
 *
 * @param run folder of the group: where another group holds it, that is what has to be said.
 * @throws {BellwetherError} `config_invalid`.
 */
export async function requireFreePort(host: string, port: number, run: string): Promise<void> {
  lockGroup(run)();
  const problem = await new Promise<string | undefined>((resolve) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    probe.listen(port, host, () => probe.close(() => resolve(undefined)));
  });
  if (problem === undefined) return;
  const what = problem === "EADDRINUSE" ? "something else listens there" : problem;
  throw new BellwetherError(
    "config_invalid",
    `${host}:${port} cannot be listened on (${what}): stop what holds it, or choose another port with BELLWETHER_PORT or --port`,
  );
}
