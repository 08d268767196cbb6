import { type ChildProcess, spawn } from "node:child_process";
import { createInterface, type Interface } from "node:readline";
import { readdirSync, readFileSync } from "node:fs";

/** A process that this benchmark started and will end. */
export class Child {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  #errors = "";

  constructor(command: string, args: readonly string[], options: { cwd: string; env?: Record<string, string> }) {
    this.#process = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    this.#process.stderr?.on("data", (chunk: Buffer) => {
      this.#errors = (this.#errors + chunk.toString()).slice(-4_000);
    });
    const reader: Interface = createInterface({ input: this.#process.stdout! });
    this.#lines = reader[Symbol.asyncIterator]();
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** The next line of what it prints. @throws when it ends without one. */
  async line(): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error(`a process of the benchmark ended early: ${this.#errors}`);
    return value;
  }

  write(value: unknown): void {
    this.#process.stdin?.write(`${JSON.stringify(value)}\n`);
  }

  /** What it said on stderr last. */
  get errors(): string {
    return this.#errors;
  }

  get ended(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  /** Asks it to end, and makes it end where it does not. */
  async stop(): Promise<void> {
    if (this.ended) return;
    const over = new Promise<void>((resolve) => {
      this.#process.once("exit", () => resolve());
    });
    this.#process.kill("SIGTERM");
    const impatient = setTimeout(() => this.#process.kill("SIGKILL"), 10_000);
    await over;
    clearTimeout(impatient);
  }
}

/** Starts one of this benchmark's own processes; resolves with its port. */
export async function startOwn(file: string, args: readonly string[] = []): Promise<{ child: Child; port: number }> {
  const child = new Child(process.execPath, [`${import.meta.dirname}/${file}`, ...args], { cwd: import.meta.dirname });
  const { port } = JSON.parse(await child.line()) as { port: number };
  return { child, port };
}

/** What each thread of a process had run when it was last looked at, in nanoseconds, by pid and thread. */
const ran = new Map<number, Map<string, number>>();

/**
 * CPU time of a process so far, user and system, in microseconds; of all its threads, those that have ended among
 * them as far as they had come when this was last asked: the runtime ends compilers that have nothing to do.
 */
export function cpuMicroseconds(pid: number): number {
  const threads = ran.get(pid) ?? new Map<string, number>();
  ran.set(pid, threads);
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    const nanoseconds = ranSoFar(`/proc/${pid}/task/${task}/schedstat`);
    if (nanoseconds !== undefined) threads.set(task, nanoseconds);
  }
  return [...threads.values()].reduce((sum, nanoseconds) => sum + nanoseconds, 0) / 1000;
}

/** @returns undefined where the thread has just ended. */
function ranSoFar(schedstat: string): number | undefined {
  try {
    const [nanoseconds = "0"] = readFileSync(schedstat, "utf8").split(" ");
    return Number(nanoseconds);
  } catch {
    return undefined;
  }
}

/** Resident memory of a process in MB. */
export function residentMegabytes(pid: number): number {
  const [, kilobytes = "0"] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) / 1024;
}

/** Waits until an address answers. @throws when it does not in time. */
export async function waitFor(url: string, child: Child, seconds: number): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answers = await fetch(url).then(
      ({ status }) => status < 500,
      () => false,
    );
    if (answers) return;
    if (child.ended || Date.now() > deadline) throw new Error(`${url} does not answer: ${child.errors}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
