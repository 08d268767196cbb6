import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Child, waitFor } from "../child.ts";
import type { Subject } from "../subjects.ts";

/** Somebody else's gateway: an adapter file beside this one, and a line in `peers.ts`. */
export interface Peer {
  /** Name and version. */
  readonly name: string;
  /** Requests of a round, as a share of the usual number: slow ones are given fewer. */
  readonly share: number;
  /**
   * Installs it on first use into the user's cache folder, and starts it before an upstream.
   *
   * @param scratch a folder for what it needs in this run alone.
   * @throws where it cannot be installed or does not answer.
   */
  start(upstream: string, scratch: string): Promise<Subject>;
}

const INSTALLING_MS = 600_000;
const STARTING_SECONDS = 60;

/** Where a peer is kept between runs. */
export function cacheFolder(name: string): string {
  const named = process.env["XDG_CACHE_HOME"] ?? "";
  const otherwise = process.platform === "darwin" ? join(homedir(), "Library", "Caches") : join(homedir(), ".cache");
  const folder = join(named === "" ? otherwise : named, "bellwether-bench", name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Runs an installer. @throws with the last line that it said. */
export async function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const options = { cwd, timeout: INSTALLING_MS, env: { ...process.env, ...env } };
  await promisify(execFile)(command, args, options).catch((error: { stderr?: string; message: string }) => {
    const said = (error.stderr ?? "").trim().split("\n").at(-1)?.trim() ?? "";
    throw new Error(`${command} ${args[0] ?? ""}: ${said === "" ? error.message.split("\n")[0] : said}`);
  });
}

/** What is measured of a process that has begun; it is ended where it does not come up. */
export async function subjectOf(
  { name, share }: Peer,
  child: Child,
  port: number,
  healthPath: string,
  headers: Readonly<Record<string, string>>,
  model?: string,
): Promise<Subject> {
  try {
    await waitFor(`http://127.0.0.1:${port}${healthPath}`, child, STARTING_SECONDS);
  } catch (error) {
    await child.stop();
    throw error;
  }
  return {
    name,
    url: `http://127.0.0.1:${port}/v1/chat/completions`,
    headers,
    pid: child.pid,
    share,
    ...(model === undefined ? {} : { model }),
    stop: () => child.stop(),
  };
}
