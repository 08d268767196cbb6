import { type ChildProcess, spawn } from "node:child_process";
import { sha256Short } from "../../core/digest.ts";
import type { Line } from "../../scenario/line.ts";
import type { Answered, Product } from "../../scenario/product.ts";
import { APART, kill, MOST_SAID, TOO_LATE, whenOver } from "./child.ts";
import { runOnce } from "./run-once.ts";

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

const failed = (why: string): Answered => ({ kind: "failed", why, away: false });

/** A product as a program: `docs/scenarios.md` says how it is spoken to. */
export function productProgram(options: ProgramOptions): Product {
  return options.command.some((part) => part.includes("{turn}")) ? new OneShot(options) : new Conversation(options);
}

/** A program that is started once a turn, as CLIs are: what it prints is the answer. */
class OneShot implements Product {
  readonly #options: ProgramOptions;
  /** Its own, whatever becomes of the gateway's. */
  readonly #session: string;
  #turns = 0;

  constructor(options: ProgramOptions) {
    this.#options = options;
    this.#session = uuidOf(options.line.session);
  }

  async turn(said: string): Promise<Answered> {
    const { command, later, cwd, env, patience } = this.#options;
    const parts = this.#turns++ === 0 ? command : (later ?? command);
    const filled = parts.map((part) => part.replaceAll("{session}", this.#session).replaceAll("{turn}", () => said));
    const reply = await runOnce({ command: filled, cwd, env, patience });
    return reply.kind === "answered" ? { ...reply, text: reply.text.trim() } : reply;
  }

  // It ends after each turn as it is.
  async restart(): Promise<void> {}

  async end(): Promise<void> {}
}

/** A turn that waits for the line which answers it. */
interface OpenTurn {
  readonly line: (text: string) => void;
  readonly over: (why: string) => void;
}

/** A program that stays: it reads a turn a line, as JSON, and writes an answer a line. */
class Conversation implements Product {
  readonly #options: ProgramOptions;
  #child: ChildProcess | undefined;
  #open: OpenTurn | undefined;
  #stray: string | undefined;
  #errors = "";

  constructor(options: ProgramOptions) {
    this.#options = options;
  }

  async turn(said: string): Promise<Answered> {
    const { line, patience } = this.#options;
    const child = (this.#child ??= this.#start());
    const stray = this.#stray;
    if (stray !== undefined) return failed(`the product wrote a line that no turn had asked for: ${stray}`);
    return new Promise((resolve) => {
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        kill(child);
      }, patience);
      const settle = (answered: Answered): void => {
        clearTimeout(timer);
        this.#open = undefined;
        resolve(answered);
      };
      this.#open = {
        line: (text) => settle(answerOf(text)),
        over: (why) => settle(failed(late ? `the product ${TOO_LATE}` : why)),
      };
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
    let rest = "";
    // JSON may have every other kind of line end in its texts.
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      for (const text of lines) this.#take(text);
    });
    const over = (why: string): void => {
      if (this.#child === child) this.#child = undefined;
      this.#open?.over(why);
    };
    child.once("error", (error) => over(`${program} could not be started: ${error.message}`));
    whenOver(child, (code) =>
      over(`the product ended with ${code ?? "a signal"}: ${this.#errors.trim().slice(-MOST_SAID)}`),
    );
    return child;
  }

  #take(text: string): void {
    if (this.#open === undefined) this.#stray ??= text.slice(0, 200);
    else this.#open.line(text);
  }

  async restart(): Promise<void> {
    await this.end();
    this.#stray = undefined;
  }

  async end(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => kill(child), END_MS);
      whenOver(child, () => {
        clearTimeout(timer);
        resolve();
      });
      child.stdin?.end();
    });
  }
}

/** How long a program may take to end when its input does. */
const END_MS = 5_000;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A session's name as a UUID, which clients want: itself, or one made of it (RFC 9562, version 8). */
function uuidOf(session: string): string {
  if (UUID.test(session)) return session;
  const hex = sha256Short(session);
  const variant = (8 + (Number.parseInt(hex.charAt(16), 16) % 4)).toString(16);
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, variant + hex.slice(17, 20), hex.slice(20)].join(
    "-",
  );
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
