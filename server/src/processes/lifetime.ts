import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Writes the process's id where operators and tests look for it. */
export function notePid(run: string, name: string): void {
  writeFileSync(join(run, `${name}.pid`), `${process.pid}\n`);
}

/** Removes the process's id. */
export function forgetPid(run: string, name: string): void {
  rmSync(join(run, `${name}.pid`), { force: true });
}

/**
 * Resolves when the process is asked to end: by a signal, or because the group that started it is
 * gone (its standard input closes).
 */
export function askedToEnd(withParent: boolean): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => resolve());
    if (!withParent) return;
    process.stdin.on("end", () => resolve());
    process.stdin.on("close", () => resolve());
    process.stdin.resume();
  });
}

/** Says something to the operator, on standard error, as one line. */
export function report(name: string): (what: string, error?: unknown) => void {
  return (what, error) => {
    const detail = error === undefined ? "" : `: ${describe(error)}`;
    process.stderr.write(`${new Date().toISOString()} ${name}: ${oneLine(what + detail)}\n`);
  };
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : ` (${describe(error.cause)})`;
  return `${error.message}${cause}`;
}

function oneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f]+/g, " ");
}
