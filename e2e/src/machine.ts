import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { endProcess, killIfThere } from "../../server/src/adapters/fixtures/end-process.ts";
import { type CommandResult, eventually, ROOT, run } from "./harness.ts";

const MAIN = join(ROOT, "server", "src", "main.ts");
const READY_MS = 30_000;

/** What a machine runs. */
export interface MachineOptions {
  readonly name: string;
  /** Where it answers. */
  readonly url: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Files of its folder by path. */
  readonly files: Readonly<Record<string, string>>;
}

/** One machine of several, with a folder of its own: real processes that can be killed as a machine is. */
export class Machine {
  readonly name: string;
  readonly url: string;
  readonly folder = mkdtempSync(join(tmpdir(), "bellwether-machine-"));
  readonly #options: MachineOptions;
  #child: ChildProcess | undefined;
  #log = "";

  constructor(options: MachineOptions) {
    this.#options = options;
    this.name = options.name;
    this.url = options.url;
    for (const [path, text] of Object.entries(options.files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), text);
    }
  }

  /** What it has said so far. */
  get log(): string {
    return this.#log;
  }

  /** Runs a command of the binary there. */
  async command(...args: string[]): Promise<CommandResult> {
    return run(process.execPath, [MAIN, ...args], { cwd: this.folder, env: this.#env });
  }

  get #env(): Record<string, string> {
    return { PATH: process.env["PATH"] ?? "", HOME: this.folder, NO_COLOR: "1", ...this.#options.env };
  }

  /** Starts it, and waits until it says that it is up. */
  async up(): Promise<void> {
    const before = this.#log.length;
    const child = spawn(process.execPath, [MAIN, ...this.#options.args], {
      cwd: this.folder,
      env: this.#env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        this.#log += chunk.toString();
      });
    }
    await eventually(
      () => {
        if (child.exitCode !== null) throw new Error(`${this.name} ended by itself:\n${this.#log}`);
        return /Bellwether is up|The lab is at/.test(this.#log.slice(before)) ? true : undefined;
      },
      READY_MS,
      () => `${this.name} did not come up:\n${this.#log}`,
    );
  }

  /** Asks it to end, and waits until it has. */
  async end(): Promise<void> {
    await this.#over("SIGTERM");
  }

  /** Kills everything on it at once, as a power cut does. */
  async kill(): Promise<void> {
    const run = join(this.folder, ".bellwether", "run");
    const pids = readdirSync(run)
      .filter((name) => name.endsWith(".pid"))
      .map((name) => Number(readFileSync(join(run, name), "utf8")));
    // The one that would start the others again goes first.
    const over = this.#over("SIGKILL");
    for (const pid of pids) killIfThere(pid);
    await over;
    // Until the last is gone, the kernel may still take connections in its name.
    await eventually(
      () => (pids.some(isAlive) ? undefined : true),
      READY_MS,
      () => `${this.name} does not die`,
    );
    for (const name of readdirSync(run)) if (name.endsWith(".pid")) rmSync(join(run, name));
  }

  /** Stops one process of it in its tracks, which still holds all that it held; `hang(part, false)` lets it go on. */
  hang(part: string, stands = true): void {
    const pid = Number(readFileSync(join(this.folder, ".bellwether", "run", `${part}.pid`), "utf8"));
    process.kill(pid, stands ? "SIGSTOP" : "SIGCONT");
  }

  /** Ends it and removes its folder. */
  async remove(): Promise<void> {
    await this.end();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #over(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child !== undefined) await endProcess(child, signal);
  }
}

/** Whether a process is there, or one of its threads; what its parent has not yet looked at is not. */
function isAlive(pid: number): boolean {
  try {
    const ended = /\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
    return !ended || readdirSync(`/proc/${pid}/task`).length > 1;
  } catch {
    // It has gone while it was looked at.
    return false;
  }
}
