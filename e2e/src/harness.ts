import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { endProcess } from "../../server/src/adapters/fixtures/end-process.ts";
import { freePorts } from "../../server/src/adapters/fixtures/free-ports.ts";

/** How long a record may take to be there: on a busy machine the store may still be making its tables. */
export const RECORD_PATIENCE_MS = 30_000;
/** Turns of the long conversations that real clients have. */
export const TURNS = Number(process.env["BELLWETHER_TURNS"] ?? 200);
/** Whether what takes minutes is tried as well: `npm run test:long`. */
export const LONG = process.env["BELLWETHER_TEST_LONG"] === "1";

/** The repository's root. */
export const ROOT = join(import.meta.dirname, "..", "..");
/** The command as people run it. */
export const BIN = join(ROOT, "server", "bin", "bellwether.js");
/** What a machine with much else to do may need. */
const READY_MS = 60_000;

/** What a deployment under test is made of. */
export interface DeploymentOptions {
  /** Contract files by name, as YAML. */
  readonly contracts: Readonly<Record<string, string>>;
  /** Lines that are added to the configuration. */
  readonly config?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What a command printed, and how it ended. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running Bellwether with the lab behind it: the real binary, its own folder and ports. */
export class Deployment {
  readonly folder: string;
  readonly url: string;
  readonly labUrl: string;
  readonly #env: Record<string, string>;
  #child: ChildProcess | undefined;
  #log = "";

  private constructor(folder: string, port: number, labPort: number, env: Readonly<Record<string, string>>) {
    this.folder = folder;
    this.url = `http://127.0.0.1:${port}`;
    this.labUrl = `http://127.0.0.1:${labPort}`;
    this.#env = {
      PATH: process.env["PATH"] ?? "",
      HOME: folder,
      NO_COLOR: "1",
      BELLWETHER_PORT: String(port),
      BELLWETHER_LAB_PORT: String(labPort),
      ...env,
    };
  }

  /** Writes the files, starts everything and waits until it answers. */
  static async start(options: DeploymentOptions): Promise<Deployment> {
    const folder = mkdtempSync(join(tmpdir(), "bellwether-e2e-"));
    for (const [name, text] of Object.entries(options.contracts))
      write(join(folder, "contracts", `${name}.yaml`), text);
    write(join(folder, "bellwether.config.yaml"), options.config ?? "{}\n");
    const [port = 0, labPort = 0] = await freePorts(2);
    const deployment = new Deployment(folder, port, labPort, options.env ?? {});
    try {
      await deployment.up();
    } catch (error) {
      await deployment.stop();
      throw error;
    }
    return deployment;
  }

  /** Brings the group up; also after it was stopped. */
  async up(): Promise<void> {
    const child = spawn("node", [BIN, "up"], { cwd: this.folder, env: this.#env, stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    let ended = false;
    child.once("exit", () => {
      ended = true;
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        this.#log += chunk.toString();
      });
    }
    await eventually(
      () => {
        if (ended) throw new Error(`it ended by itself:\n${this.#log}`);
        return this.#log.includes("Bellwether is up") ? true : undefined;
      },
      READY_MS,
      () => `it did not come up:\n${this.#log}`,
    );
  }

  /** What the group has said so far. */
  get log(): string {
    return this.#log;
  }

  /** The key of the machine's own commands. */
  get adminKey(): string {
    return readFileSync(join(this.folder, ".bellwether", "secrets", "operator.key"), "utf8").trim();
  }

  /** Process id of a part of the group: `control`, `gateway-0`, `lab`; undefined where it is not up. */
  pid(part: string): number | undefined {
    const file = join(this.folder, ".bellwether", "run", `${part}.pid`);
    return existsSync(file) ? Number(readFileSync(file, "utf8")) : undefined;
  }

  /** Runs a command of the binary in the deployment's folder. */
  async command(...args: string[]): Promise<CommandResult> {
    return run("node", [BIN, ...args], { cwd: this.folder, env: this.#env });
  }

  /** The same for one that takes minutes. */
  async slowCommand(timeoutMs: number, ...args: string[]): Promise<CommandResult> {
    return run("node", [BIN, ...args], { cwd: this.folder, env: this.#env, timeoutMs });
  }

  /** Makes a key and gives it. */
  async key(...args: string[]): Promise<string> {
    const made = await this.command("key", "create", "--json", ...args);
    if (made.code !== 0) throw new Error(`no key could be made: ${made.stdout}${made.stderr}`);
    return (JSON.parse(made.stdout) as { key: string }).key;
  }

  /** Calls the API as the machine's own operator. */
  async api(path: string): Promise<Response> {
    return fetch(`${this.url}${path}`, { headers: { authorization: `Bearer ${this.adminKey}` } });
  }

  /** The record of an exchange, as soon as it is there. */
  async record(exchange: string | null): Promise<Record<string, unknown>> {
    const found = await eventually(
      async () => {
        const response = await this.api(`/api/v1/exchanges/${exchange}`);
        return response.status === 200 ? ((await response.json()) as Record<string, unknown>) : undefined;
      },
      RECORD_PATIENCE_MS,
      () => `there is no record of ${exchange}`,
    );
    return found;
  }

  /** Rows of a query over all exchanges, the lab's included. */
  async rows(params: Record<string, string>): Promise<Record<string, unknown>[]> {
    const query = new URLSearchParams({ synthetic: "true", limit: "10000", ...params });
    const response = await this.api(`/api/v1/query?${query}`);
    const body = (await response.json()) as { rows?: Record<string, unknown>[]; error?: unknown };
    if (body.rows === undefined) throw new Error(`the query failed: ${JSON.stringify(body)}`);
    return body.rows;
  }

  /** Ends the group as Ctrl-C does. */
  async down(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined) return;
    await endProcess(child, "SIGTERM");
    this.#log = "";
  }

  /** Ends the group and removes its folder. */
  async stop(): Promise<void> {
    await this.down();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Runs a program to its end. */
export function run(
  program: string,
  args: readonly string[],
  options: { cwd: string; env: Record<string, string>; input?: string; timeoutMs?: number },
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env,
      stdio: [options.input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.stderr?.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.once("error", reject);
    const limit = setTimeout(() => child.kill("SIGKILL"), options.timeoutMs ?? 120_000);
    child.once("close", (code) => {
      clearTimeout(limit);
      resolve({ code: code ?? -1, stdout, stderr });
    });
    if (options.input !== undefined) child.stdin?.end(options.input);
  });
}

/** Asks again and again until there is an answer; fails with what `otherwise` says. */
export async function eventually<T>(
  ask: () => T | undefined | Promise<T | undefined>,
  limitMs: number,
  otherwise: () => string,
): Promise<T> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(otherwise());
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
