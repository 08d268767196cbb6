import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { CommandResult } from "./harness.ts";
import { run } from "./harness.ts";

/** The release of the real client that is driven. */
export const CLAUDE_CODE_VERSION = "2.1.330";

const INSTALL_MS = 180_000;

/** Installs the real client into a cache, once; undefined, with the reason, where it cannot be had. */
export async function installClaudeCode(
  version = CLAUDE_CODE_VERSION,
): Promise<{ command: readonly string[] } | { reason: string }> {
  const platform = `${process.platform}-${process.arch}`;
  const cache = join(
    process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"),
    "bellwether-e2e",
    `claude-code-${version}`,
  );
  const packages = join(cache, "node_modules", "@anthropic-ai");
  const native = join(packages, `claude-code-${platform}`, "claude");
  const script = join(packages, "claude-code", "cli.js");
  // Until 2.1.101 it is a script for Node; later ones are a program for each platform.
  const there = (): readonly string[] | undefined =>
    existsSync(native) ? [native] : existsSync(script) ? ["node", script] : undefined;
  const known = there();
  if (known !== undefined) return { command: known };
  mkdirSync(cache, { recursive: true });
  // npm is configured by the environment on many machines: mirrors, proxies, certificates.
  const env = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const installed = await run(
    "npm",
    [
      "install",
      "--no-save",
      "--ignore-scripts",
      "--no-audit",
      "--no-fund",
      "--prefix",
      cache,
      `@anthropic-ai/claude-code@${version}`,
    ],
    { cwd: cache, env, timeoutMs: INSTALL_MS },
  );
  const command = there();
  if (command !== undefined) return { command };
  return {
    reason: `Claude Code ${version} cannot be installed for ${platform}: ${(installed.stderr.trim().split("\n").at(-1) ?? "").slice(0, 200)}`,
  };
}

/** The real client with an empty home. */
export class ClaudeCode {
  readonly #command: readonly string[];
  readonly #cwd: string;
  readonly #env: Record<string, string>;

  /** @param env where to call, and with which credential. */
  constructor(command: readonly string[], folder: string, env: Readonly<Record<string, string>>) {
    this.#command = command;
    const home = mkdtempSync(join(folder, "home-"));
    this.#cwd = mkdtempSync(join(folder, "project-"));
    this.#env = {
      PATH: process.env["PATH"] ?? "",
      HOME: home,
      TMPDIR: home,
      CLAUDE_CODE_TMPDIR: home,
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
      DISABLE_TELEMETRY: "1",
      DISABLE_AUTOUPDATER: "1",
      ...env,
    };
  }

  /** One prompt from beginning to end: `claude -p ...`. */
  async prompt(text: string, ...args: string[]): Promise<CommandResult> {
    const [program = "", ...before] = this.#command;
    return run(program, [...before, "-p", text, ...args], { cwd: this.#cwd, env: this.#env });
  }

  /** A process that stays and takes one prompt after the other. */
  converse(...args: string[]): Conversation {
    const [program = "", ...before] = this.#command;
    const child = spawn(
      program,
      [
        ...before,
        "-p",
        "--input-format",
        "stream-json",
        "--output-format",
        "stream-json",
        "--verbose",
        "--allowedTools",
        "Bash",
        "Read",
        "Agent",
        ...args,
      ],
      { cwd: this.#cwd, env: this.#env, stdio: ["pipe", "pipe", "pipe"] },
    );
    return new Conversation(child);
  }
}

interface ClientEvent {
  readonly type: string;
  readonly subtype?: string;
  readonly session_id?: string;
  readonly result?: string;
  readonly is_error?: boolean;
}

/** A live process of the client, fed over its standard input. */
export class Conversation {
  readonly #child: ChildProcess;
  readonly #events: ClientEvent[] = [];
  #rest = "";
  #errors = "";
  #wake: () => void = () => undefined;
  #over = false;

  constructor(child: ChildProcess) {
    this.#child = child;
    child.stdout?.on("data", (chunk: Buffer) => this.#take(chunk.toString()));
    child.stderr?.on("data", (chunk: Buffer) => {
      this.#errors += chunk.toString();
    });
    child.once("close", () => {
      this.#over = true;
      this.#wake();
    });
  }

  /** Says something and waits for the result of the turn. */
  async say(text: string): Promise<ClientEvent> {
    this.#child.stdin?.write(`${JSON.stringify({ type: "user", message: { role: "user", content: text } })}\n`);
    for (;;) {
      const at = this.#events.findIndex(({ type }) => type === "result");
      if (at >= 0) {
        const [result] = this.#events.splice(0, at + 1).slice(-1);
        if (result !== undefined) return result;
      }
      if (this.#over) throw new Error(`the client ended: ${this.#errors.slice(-2_000)}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Ends the process by closing its input. */
  async end(): Promise<void> {
    if (this.#over) return;
    const closed = new Promise((resolve) => {
      this.#child.once("close", resolve);
    });
    this.#child.stdin?.end();
    await closed;
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) if (line.trim() !== "") this.#events.push(JSON.parse(line) as ClientEvent);
    this.#wake();
  }
}
