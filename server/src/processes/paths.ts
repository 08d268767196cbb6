import { createHash } from "node:crypto";
import { chmodSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Config } from "../config/config.ts";
import { BellwetherError } from "../core/error.ts";

/** Where the processes of one group keep and find things. */
export interface GroupPaths {
  readonly spool: string;
  readonly exchanges: string;
  readonly control: string;
  /** Keys of ours that must not leave the machine. */
  readonly secrets: string;
  readonly operatorKey: string;
  readonly run: string;
  /** Socket of the API, which gateways pass outside requests to. */
  readonly apiSocket: string;
  /** Socket between gateways and control: nothing from outside reaches it. */
  readonly innerSocket: string;
}

/** The kernel's limit for a socket's path, with room for its name. */
const SOCKET_LIMIT = 100;

/**
 * Paths of the group that works in a data folder; makes the folders.
 *
 * @throws {BellwetherError} `config_invalid` where they cannot be made.
 */
export function groupPaths(config: Pick<Config, "data">): GroupPaths {
  const run = join(config.data, "run");
  const secrets = join(config.data, "secrets");
  try {
    for (const dir of [config.data, run, secrets, join(config.data, "spool")])
      mkdirSync(dir, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new BellwetherError(
      "config_invalid",
      `the data folder ${config.data} cannot be made (${why}): name another one with --data, BELLWETHER_DATA or \`data\` in the configuration`,
      { cause },
    );
  }
  const sockets = socketDir(run);
  return {
    spool: join(config.data, "spool"),
    exchanges: join(config.data, "exchanges"),
    control: join(config.data, "control.db"),
    secrets,
    operatorKey: join(secrets, "operator.key"),
    run,
    apiSocket: join(sockets, "api.sock"),
    innerSocket: join(sockets, "inner.sock"),
  };
}

function socketDir(run: string): string {
  if (run.length + "/inner.sock".length < SOCKET_LIMIT) return run;
  const dir = join(tmpdir(), `bellwether-${createHash("sha256").update(run).digest("hex").slice(0, 16)}`);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  // The folder may have been there before, made by somebody else.
  chmodSync(dir, 0o700);
  return dir;
}
