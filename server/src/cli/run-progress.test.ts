import { expect, test } from "bun:test";
import type { Row } from "../scenario/records.ts";
import type { CliContext } from "./context.ts";
import { RunCosts } from "./run-costs.ts";
import { RunProgress } from "./run-progress.ts";

test("a terminal is told runs, turns, what did not pass, the cost so far and the time left; nobody else is", () => {
  let now = 0;
  const lines: string[] = [];
  const to = (isTTY: boolean): RunProgress => {
    const stderr = { isTTY, write: (line: string) => lines.push(line.replaceAll("\u001B[K", "").replaceAll("\r", "")) };
    return new RunProgress({ process: { stderr } } as unknown as CliContext, 10, () => now);
  };
  const progress = to(true);
  progress.turn();
  now = 30_000;
  progress.run({ verdict: "pass" });
  progress.spent(0.01234);
  progress.run({ verdict: "fail" });
  progress.spent(12.345);
  now = 3_000_000;
  progress.run({ verdict: "error" });
  progress.ended();
  progress.spent(13);
  expect(lines).toEqual([
    "0 of 10 runs, 1 turns",
    "1 of 10 runs, 1 turns, 5 min left",
    "1 of 10 runs, 1 turns, 0.0123 US dollars, 5 min left",
    "2 of 10 runs, 1 turns, 1 did not pass, 0.0123 US dollars, 2 min left",
    "2 of 10 runs, 1 turns, 1 did not pass, 12.35 US dollars, 2 min left",
    "3 of 10 runs, 1 turns, 2 did not pass, 12.35 US dollars, 2 h left",
    "",
  ]);
  to(false).turn();
  expect(lines).toHaveLength(7);
});

test("costs are what records say, as they come, and what has no price or no record counts nothing", async () => {
  const rows: Record<string, Row | undefined> = { a: { cost_usd: 0.5 }, b: { cost_usd: null }, c: { cost_usd: 0.25 } };
  const told: number[] = [];
  const records = {
    of: async (exchange: string) => (exchange === "gone" ? Promise.reject(new Error("away")) : rows[exchange]),
  };
  const costs = new RunCosts(records, (usd) => void told.push(usd));
  costs.add(["a", "b", "gone"]);
  costs.add(["c", "none"]);
  await costs.settled();
  expect([costs.usd, told]).toEqual([0.75, [0.5, 0.75]]);
});
