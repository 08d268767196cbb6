import { expect, test } from "bun:test";
import { type Asker, confirm } from "./confirm.ts";

const answering = (answer: string): Asker => ({ isTerminal: true, ask: () => Promise.resolve(answer) });
const nobody: Asker = { isTerminal: false, ask: () => Promise.reject(new Error("nobody is there")) };
const outcome = (yes: boolean, asker: Asker): Promise<string> =>
  confirm("Erasing acme", "acme", yes, asker).then(
    () => "confirmed",
    (error: Error) => error.message,
  );

test("what cannot be undone is done when the word was typed, or with --yes", async () => {
  expect(await outcome(false, answering(" acme\n"))).toBe("confirmed");
  expect(await outcome(true, nobody)).toBe("confirmed");
});

test("what cannot be undone is not done by a slip, nor where nobody can be asked", async () => {
  expect(await outcome(false, answering("y"))).toContain("nothing was done");
  expect(await outcome(false, nobody)).toContain("--yes");
});
