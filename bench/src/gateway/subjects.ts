import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../../../server/src/adapters/fixtures/free-ports.ts";
import { Child, startOwn } from "./child.ts";

/** Something that stands between a client and the upstream. */
export interface Subject {
  readonly name: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The process that answers requests. */
  readonly pid: number;
  /** A process that works beside it: what it does for a request is shown apart. */
  readonly besidePid?: number;
  /** Requests of a round, as a share of the usual number: what waits for disks is given fewer. */
  readonly share: number;
  /** How it has to be asked for the model, where that is not as the upstream is. */
  readonly model?: string;
  stop(): Promise<void>;
}

const REPOSITORY = join(import.meta.dirname, "..", "..", "..");

/** The bare proxy. */
export async function bareProxy(upstream: string): Promise<Subject> {
  const { child, port } = await startOwn("bare-proxy-process.ts", [upstream]);
  return {
    name: "bare Bun proxy",
    url: `http://127.0.0.1:${port}/v1/chat/completions`,
    headers: { authorization: "Bearer own" },
    pid: child.pid,
    share: 1,
    stop: () => child.stop(),
  };
}

/** The bare proxy with the least that keeps a record: what anybody who records has to pay here. */
export async function recordingProxy(upstream: string, folder: string): Promise<Subject> {
  const { child, port } = await startOwn("recording-proxy-process.ts", [upstream, join(folder, "frames.jsonl")]);
  return {
    name: "bare recording proxy",
    url: `http://127.0.0.1:${port}/v1/chat/completions`,
    headers: { authorization: "Bearer own" },
    pid: child.pid,
    share: 1,
    stop: () => child.stop(),
  };
}

/** Bellwether as `bellwether up` runs it, one worker, one contract in enforce. @param more of its configuration. */
export async function bellwether(
  upstream: string,
  folder: string,
  provenance: "best_effort" | "required",
  more = "",
): Promise<Subject> {
  mkdirSync(join(folder, "contracts"), { recursive: true });
  const port = await freePort();
  writeFileSync(
    join(folder, "bellwether.config.yaml"),
    `listen: { port: ${port} }\nupstreams:\n  openai: { base_url: ${upstream}/v1, key: none }\n${more}`,
  );
  writeFileSync(
    join(folder, "contracts", "bench.yaml"),
    `bellwether: 1\nsurface: bench\nversion: 1.0.0\nmode: enforce\nprovenance: ${provenance}\nroles:\n  main:\n    model: { provider: openai, id: gpt-5.5, pinned: true }\n`,
  );
  const main = join(REPOSITORY, "server", "src", "main.ts");
  // What the person's own environment says of another installation must not lead here.
  const flags = ["--config", join(folder, "bellwether.config.yaml"), "--data", join(folder, ".bellwether")];
  const child = new Child(process.execPath, [main, "up", "--json", "--port", String(port), ...flags], { cwd: folder });
  try {
    const { url, key } = JSON.parse(await child.line()) as { url: string; key: string };
    const pidOf = (name: string): number =>
      Number(readFileSync(join(folder, ".bellwether", "run", `${name}.pid`), "utf8"));
    return {
      name: `Bellwether, ${provenance}`,
      url: `${url}/v1/chat/completions`,
      headers: { authorization: `Bearer ${key}` },
      pid: pidOf("gateway-0"),
      besidePid: pidOf("control"),
      // Each answer waits for a group commit.
      share: provenance === "required" ? 0.5 : 1,
      stop: () => child.stop(),
    };
  } catch (error) {
    await child.stop();
    throw error;
  }
}
