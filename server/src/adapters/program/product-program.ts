import { type ChildProcess, spawn } from "node:child_process";
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
      const child = spawn(program, args, { ...APART, cwd, env, stdio: ["ignore", "pipe", "pipe"] });
      let [text, errors, late] = ["", "", false];
      child.stdout.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      child.stderr.setEncoding("utf8").on("data", (chunk: string) => (errors += chunk));
      const timer = setTimeout(() => {
        late = true;
        kill(child);
      }, patience);
      child.once("error", (error) => {
        clearTimeout(timer);
        resolve(failed(`${program} could not be started: ${error.message}`));
      });
      whenOver(child, (code, signal) => {
        clearTimeout(timer);
        if (late) resolve(failed(`${program} ${TOO_LATE}`));
        else if (code === 0) resolve({ kind: "answered", text: text.trim(), called: [] });
        else resolve(failed(`${program} ended with ${signal ?? code}: ${(errors.trim() || text).slice(-MOST_SAID)}`));
      });
    });
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
/** How long what a program has left in its pipes may take: a child of its own may hold them open for ever. */
const DRAIN_MS = 300;
const TOO_LATE = "took longer than limits.minutes allows for a turn";

/** Told once, when a program is over and what it had written is read. */
function whenOver(child: ChildProcess, tell: (code: number | null, signal: NodeJS.Signals | null) => void): void {
  let told = false;
  const once = (code: number | null, signal: NodeJS.Signals | null): void => {
    if (told) return;
    told = true;
    kill(child);
    tell(code, signal);
  };
  child.once("close", once);
  child.once("exit", (code, signal) => {
    setTimeout(() => once(code, signal), DRAIN_MS);
  });
}

/** Ends a program and all that it has started. */
function kill({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // Nobody is left of it.
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
