import { createInterface } from "node:readline/promises";
import { usageError } from "./context.ts";

/** Where an answer comes from: a terminal, or nothing that could answer. */
export interface Asker {
  readonly isTerminal: boolean;
  ask(question: string): Promise<string>;
}

/** The terminal of this process. */
export const terminal: Asker = {
  get isTerminal() {
    return process.stdin.isTTY;
  },
  async ask(question) {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return await lines.question(question);
    } finally {
      lines.close();
    }
  },
};

/**
 * Makes sure that somebody means it: by `--yes`, or by typing a word on a terminal.
 *
 * @throws {BellwetherError} `usage` where nobody said so.
 */
export async function confirm(what: string, word: string, yes: boolean, asker: Asker): Promise<void> {
  if (yes) return;
  if (!asker.isTerminal)
    throw usageError(
      `${what} cannot be undone, and nobody is there to confirm it: add --yes, or --dry-run to see how much it is`,
    );
  const answer = await asker.ask(`${what} cannot be undone. Type ${word} to go on: `);
  if (answer.trim() !== word) throw usageError(`nothing was done: ${JSON.stringify(word)} was expected`);
}
