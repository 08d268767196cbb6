import type { ChildProcess } from "node:child_process";

/** How much of what a program says of itself is shown. */
export const MOST_SAID = 500;

/** Ctrl-C in a terminal is for whoever plays, who lets runs that are under way come to their end. */
export const APART = { detached: true } as const;

/** How long what a program has left in its pipes may take: a child of its own may hold them open for ever. */
const DRAIN_MS = 300;

/** Why a program was ended. */
export const TOO_LATE = "took longer than limits.minutes allows for a turn";

/** Told once, when a program is over and what it had written is read. */
export function whenOver(
  child: ChildProcess,
  tell: (code: number | null, signal: NodeJS.Signals | null) => void,
): void {
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
export function kill({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // Nobody is left of it.
  }
}
