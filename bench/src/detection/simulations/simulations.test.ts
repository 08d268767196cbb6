import { describe, expect, test } from "bun:test";
import { meanOf } from "../figure.ts";
import type { ArmsCase } from "./arms.ts";
import { type Cases, runTask } from "./simulations.ts";

const ARMS: ArmsCase = {
  values: "bernoulli",
  base: 0.8,
  drop: 0.1,
  share: 0.5,
  evidence: "rollback",
  harm: 0,
  margin: 0.03,
  alpha: 0.05,
  most: 20_000,
};

function run<Kind extends keyof Cases>(kind: Kind, one: Cases[Kind], streams = 40): readonly (readonly number[])[] {
  return runTask({ kind, one, from: 0, to: streams });
}
const first = (rows: readonly (readonly number[])[]): readonly number[] => rows.map(([one]) => one!);

describe("streams", () => {
  test("come to the same however they are cut into tasks", () => {
    const whole = run("arms", ARMS, 6);
    const parts = [0, 2, 5].flatMap((from, at) => runTask({ kind: "arms", one: ARMS, from, to: [2, 5, 6][at]! }));
    expect(parts).toEqual([...whole]);
  });

  test("of a late drop act later, and sooner with processes that start at stages", () => {
    const late = { ...ARMS, from: 5_000 };
    const plain = meanOf(first(run("arms", late))).seen;
    const staged = meanOf(first(run("arms", { ...late, stages: [5_000] }))).seen;
    expect(meanOf(first(run("arms", ARMS))).seen).toBeLessThan(5_000);
    expect(staged).toBeLessThan(plain);
  });

  test("whose values are foretold act sooner", () => {
    const known = { apart: 0.18, used: false };
    const one = { ...ARMS, base: 0.75, drop: 0.05, known };
    const plain = meanOf(first(run("arms", one, 150))).seen;
    expect(meanOf(first(run("arms", { ...one, known: { ...known, used: true } }, 150))).seen).toBeLessThan(plain);
  });

  test("of turns counted as units alarm falsely far more often than those of sessions", () => {
    const sessions = { base: 0.8, drop: 0, sessions: 1_000, turns: 6, correlation: 0.5, alpha: 0.05 };
    const acting = (unit: "turn" | "session"): number =>
      meanOf(first(run("sessions", { ...sessions, unit }, 150)).map((at) => (at < Infinity ? 1 : 0))).seen;
    expect(acting("turn")).toBeGreaterThan(0.2);
    expect(acting("session")).toBeLessThan(0.1);
  });

  test("whose bad labels come sooner in one arm alarm falsely, unless units enter at a window", () => {
    const one = {
      base: 0.8,
      drop: 0,
      share: 0.5,
      wait: 1_000,
      complaint: 100,
      window: 5_000,
      alpha: 0.05,
      most: 8_000,
    };
    const acting = (enters: "when-labelled" | "at-the-window"): number =>
      meanOf(first(run("delayed", { ...one, enters })).map((at) => (at < Infinity ? 1 : 0))).seen;
    expect(acting("when-labelled")).toBeGreaterThan(0.5);
    expect(acting("at-the-window")).toBeLessThan(0.2);
  });

  test("of a suite that exists lose what it lost, in any order", () => {
    const suite = { harm: 0.01, margin: 0.03, claim: "suite", scenarios: 200, discordance: 0.1 } as const;
    const rows = run("gate", { ...suite, drop: 0.08, alpha: 1e-9, fixed: true });
    // At so small an alpha a verdict comes when it cannot be another any more.
    expect(new Set(first(rows))).toEqual(new Set([1]));
  });

  test("of peers reach a higher threshold later, or not at all", () => {
    const one = { setting: "change", values: "bernoulli", base: 0.8, share: 1, told: 0.1, drop: 0.1, from: 0 } as const;
    const thresholds = Array.from({ length: 6 }, () => [0.5, 1, 2]);
    for (const row of run("peers", { ...one, most: 2_000, thresholds }, 5)) {
      expect(row).toHaveLength(18);
      for (let at = 0; at < row.length; at += 3)
        expect(row.slice(at, at + 3)).toEqual(row.slice(at, at + 3).toSorted((a, b) => a - b));
    }
  });
});
