import { describe, expect, test } from "bun:test";
import { RunPurse } from "./run-purse.ts";

const DOLLAR = 1_000_000;

describe("the purse of a run", () => {
  test("has who finds no room wait for what others have put aside", async () => {
    const purse = new RunPurse(1);
    const first = await purse.reserve(0.8 * DOLLAR);
    const second = purse.reserve(0.8 * DOLLAR);
    if (first === undefined) throw new Error("the first has room");
    purse.settle(first, 0.1 * DOLLAR);
    expect(await second).toEqual({ day: 0, micros: 0.8 * DOLLAR });
  });

  test("refuses what has no room beside what was truly spent, at once and after waiting", async () => {
    const purse = new RunPurse(1);
    expect(await purse.reserve(1.1 * DOLLAR)).toBeUndefined();
    const first = await purse.reserve(0.8 * DOLLAR);
    const second = purse.reserve(0.8 * DOLLAR);
    if (first === undefined) throw new Error("the first has room");
    // Nobody knows what it cost: all of it is spent.
    purse.settle(first, undefined);
    expect(await second).toBeUndefined();
    expect(await purse.reserve(0.2 * DOLLAR)).toBeDefined();
  });
});
