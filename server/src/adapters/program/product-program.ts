import { type ChildProcess, spawn } from "node:child_process";
import { createInterface, type Interface } from "node:readline";
import type { Line } from "../../scenario/line.ts";
import type { Answered, Product } from "../../scenario/product.ts";

/** A product that is a program, and where it is started. */
export interface ProgramOptions {
  /** With `{turn}` in it, it is started once a turn; else once, and turns are lines. */
  readonly command: readonly string[];
  /** What is started for later turns, where that differs. */
  readonly later: readonly string[] | undefined;
  readonly line: Line;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds that a turn may take. */
  readonly patience: number;
}

/** How much of what a program says of itself is shown. */
const MOST_SAID = 500;
/** Ctrl-C in a terminal is for whoever plays, who lets runs that are under way come to their end. */
const APART = { detached: true } as const;
const failed = (why: string): Answered => ({ kind: "failed", why, away: false });

/** A product as a program: `docs/scenarios.md` says how it is spoken to. */
export function productProgram(options: ProgramOptions): Product {
  return options.command.some((part) => part.includes("{turn}")) ? new OneShot(options) : new Conversation(options);
}

/** A program that is started once a turn, as CLIs are: what it prints is the answer. */
class OneShot implements Product {
  readonly #options: ProgramOptions;
  #turns = 0;

  constructor(options: ProgramOptions) {
    this.#options = options;
  }

  async turn(said: string): Promise<Answered> {
    const { command, later, line, cwd, env, patience } = this.#options;
    const parts = this.#turns++ === 0 ? command : (later ?? command);
    const [program = "", ...args] = parts.map((part) =>
      part.replaceAll("{session}", line.session).replaceAll("{turn}", () => said),
    );
    return new Promise((resolve) => {
      const child = spawn(program, args, { ...APART, cwd, env, stdio: ["ignore", "pipe", "pipe"], timeout: patience });
      let [text, errors] = ["", ""];
      child.stdout.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      child.stderr.setEncoding("utf8").on("data", (chunk: string) => (errors += chunk));
      child.once("error", (error) => resolve(failed(`${program} could not be started: ${error.message}`)));
      child.once("close", (code, signal) => {
        if (code === 0) resolve({ kind: "answered", text: text.trim(), called: [] });
        else resolve(failed(`${program} ended with ${signal ?? code}: ${(errors.trim() || text).slice(-MOST_SAID)}`));
      });
    });
  }

  // It ends after each turn as it is.
  async restart(): Promise<void> {}

  async end(): Promise<void> {}
}

/** A program that stays: it reads a turn a line, as JSON, and writes an answer a line. */
class Conversation implements Product {
  readonly #options: ProgramOptions;
  #child: ChildProcess | undefined;
  #lines: Interface | undefined;
  #errors = "";

  constructor(options: ProgramOptions) {
    this.#options = options;
  }

  async turn(said: string): Promise<Answered> {
    const { line, patience, command } = this.#options;
    const child = (this.#child ??= this.#start());
    const lines = this.#lines;
    if (lines === undefined) return failed("the product has no output");
    return new Promise((resolve) => {
      const settle = (answered: Answered): void => {
        clearTimeout(timer);
        lines.off("line", onLine);
        child.off("close", onEnd).off("error", onError);
        resolve(answered);
      };
      const onLine = (text: string): void => settle(answerOf(text));
      const onError = (error: Error): void => {
        this.#child = undefined;
        settle(failed(`${command[0]} could not be started: ${error.message}`));
      };
      const onEnd = (code: number | null): void => {
        this.#child = undefined;
        settle(failed(`the product ended with ${code ?? "a signal"}: ${this.#errors.trim().slice(-MOST_SAID)}`));
      };
      const timer = setTimeout(() => {
        child.kill("SIGKILL");
      }, patience);
      lines.once("line", onLine);
      child.once("close", onEnd).once("error", onError);
      child.stdin?.write(`${JSON.stringify({ turn: said, ...(line.at === undefined ? {} : { at: line.at }) })}\n`);
    });
  }

  #start(): ChildProcess {
    const { command, cwd, env } = this.#options;
    const [program = "", ...args] = command;
    const child = spawn(program, args, { ...APART, cwd, env, stdio: ["pipe", "pipe", "pipe"] });
    // Whoever ends while something is said to it says so by ending.
    child.stdin.on("error", () => undefined);
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      this.#errors = (this.#errors + chunk).slice(-4 * MOST_SAID);
    });
    this.#lines = createInterface({ input: child.stdout });
    return child;
  }

  async restart(): Promise<void> {
    await this.end();
  }

  async end(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => child.kill("SIGKILL"), 5_000);
      child.once("close", () => {
        clearTimeout(timer);
        resolve();
      });
      child.stdin?.end();
    });
  }
}

function answerOf(line: string): Answered {
  try {
    const said = JSON.parse(line) as { text?: unknown; called?: unknown; error?: unknown };
    if (typeof said.error === "string") return failed(said.error);
    if (typeof said.text === "string")
      return { kind: "answered", text: said.text, called: Array.isArray(said.called) ? said.called.map(String) : [] };
  } catch {
    // Said below, as of every other line that is none.
  }
  return failed(`the product answered with no {"text": …}: ${line.slice(0, 200)}`);
}
