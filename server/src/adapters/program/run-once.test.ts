import { expect, test } from "bun:test";
import { runOnce } from "./run-once.ts";

const once = (script: string, input?: string, patience = 30_000) =>
  runOnce({
    command: [process.execPath, "-e", script],
    cwd: process.cwd(),
    env: { PATH: process.env["PATH"] },
    patience,
    ...(input === undefined ? {} : { input }),
  });

test("a program reads what it is given to its end, and what it writes is the answer, as it is", async () => {
  const long = "7311 ü\n".repeat(50_000);
  expect(await once("process.stdin.pipe(process.stdout)", long)).toEqual({ kind: "answered", text: long, called: [] });
  // One that reads nothing is none the worse for what it is given.
  expect(await once("console.log('no')", long)).toMatchObject({ kind: "answered", text: "no\n" });
});

test("a program that fails, stays, or is not there says so", async () => {
  expect(await once("console.error('no model'); process.exit(3)", "")).toMatchObject({
    kind: "failed",
    why: expect.stringContaining("ended with 3: no model"),
  });
  expect(await once("setInterval(() => 0, 1000)", "", 300)).toMatchObject({ why: expect.stringContaining("longer") });
  const missing = { command: ["/no/such/program"], cwd: process.cwd(), env: {}, patience: 1_000, input: "a" };
  expect(await runOnce(missing)).toMatchObject({ why: expect.stringContaining("could not be started") });
});
