import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { plainLine } from "../core/plain-text.ts";

/** Writes the process's id where operators and tests look for it. */
export function notePid(run: string, name: string): void {
  writeFileSync(join(run, `${name}.pid`), `${process.pid}\n`);
}

/** Removes the process's id. */
export function forgetPid(run: string, name: string): void {
  rmSync(join(run, `${name}.pid`), { force: true });
}

/**
 * Resolves when the process is asked to end.
 *
 * A process by itself is asked by a signal. A part of a group is asked by the group, which closes
 * its standard input, and so does a group that is gone; signals to a part are passed over, because
 * a terminal sends Ctrl-C to all of them at once, and the group ends its parts in an order.
 */
export function askedToEnd(part: boolean): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => (part ? undefined : resolve()));
    if (!part) return;
    process.stdin.on("end", () => resolve());
    process.stdin.on("close", () => resolve());
    process.stdin.resume();
  });
}

/** Says something to the operator, on standard error, as one line. */
export function report(name: string): (what: string, error?: unknown) => void {
  return (what, error) => {
    const detail = error === undefined ? "" : `: ${describe(error)}`;
    process.stderr.write(`${new Date().toISOString()} ${name}: ${plainLine(what + detail, " ")}\n`);
  };
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : ` (${describe(error.cause)})`;
  return `${error.message}${cause}`;
}
