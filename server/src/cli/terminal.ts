import type { Terminal } from "../contract/diff/render/terminal.ts";
import type { CliContext } from "./context.ts";

/** What answers are shown on; a file or a pipe has no colours and no width. */
export function terminalOf({ process, colour }: CliContext): Terminal {
  const { isTTY = false, columns = 0 } = process.stdout as { readonly isTTY?: boolean; readonly columns?: number };
  return { colour: colour && isTTY, ...(isTTY && columns > 0 ? { width: columns } : {}) };
}
