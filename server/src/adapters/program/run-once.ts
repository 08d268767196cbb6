import { spawn } from "node:child_process";
import type { Answered } from "../../scenario/product.ts";
import { APART, kill, MOST_SAID, TOO_LATE, whenOver } from "./child.ts";

/** A program that is started, does one thing and ends. */
export interface OnceOptions {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds that it may take. */
  readonly patience: number;
  /** What it reads; nothing where it is left out. */
  readonly input?: string;
}

/** Runs a program to its end: what it has written is the answer, as it is. It never rejects. */
export async function runOnce({ command, cwd, env, patience, input }: OnceOptions): Promise<Answered> {
  const [program = "", ...args] = command;
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      ...APART,
      cwd,
      env,
      stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    });
    let [text, errors, late] = ["", "", false];
    child.stdout?.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    child.stderr?.setEncoding("utf8").on("data", (chunk: string) => (errors += chunk));
    // Whoever ends before all is said to it says so by ending.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input);
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
      else if (code === 0) resolve({ kind: "answered", text, called: [] });
      else resolve(failed(`${program} ended with ${signal ?? code}: ${(errors.trim() || text).slice(-MOST_SAID)}`));
    });
  });
}

function failed(why: string): Answered {
  return { kind: "failed", why, away: false };
}
