import { describe, expect, test } from "bun:test";
import type { Contract } from "../contract.ts";
import { KNOWN_RULES, knownRule } from "./known-rules.ts";
import { versionOf } from "./rule-suite.ts";
import { diffSurfaces } from "./surfaces.ts";

const NOW = { now: Date.parse("2026-01-01T00:00:00Z") };
const named = (surface: string, rest = "", version = "1.0.0"): Contract => ({ ...versionOf(rest, version), surface });

describe("two sets of contracts", () => {
  test("are compared surface by surface, in the order of their names", () => {
    const before = [named("b", "reasoning: { effort: high }"), named("a")];
    const after = [named("a"), named("b", "reasoning: { effort: low }", "2.0.0")];
    const found = diffSurfaces(before, after, NOW).map(({ surface, findings }) => [
      surface,
      findings.map(({ rule }) => rule),
    ]);
    expect(found).toEqual([
      ["a", []],
      ["b", ["REASONING_EFFORT_LOWERED"]],
    ]);
  });

  test("show what is gone as SURFACE_REMOVED and what is new as SURFACE_ADDED", () => {
    const [gone] = diffSurfaces([named("a")], [], NOW);
    expect([gone?.after, gone?.findings]).toEqual([
      undefined,
      [expect.objectContaining({ rule: "SURFACE_REMOVED", severity: "breaking", bump: "major", before: "a" })],
    ]);
    const [come] = diffSurfaces([], [named("a")], NOW);
    expect(come?.findings).toEqual([expect.objectContaining({ rule: "SURFACE_ADDED", severity: "safe", after: "a" })]);
  });

  test("show a surface that is gone as the configuration wants it", () => {
    const [gone] = diffSurfaces([named("a")], [], { ...NOW, severities: { SURFACE_REMOVED: "risky" } });
    expect(gone?.findings[0]).toMatchObject({ severity: "risky", bump: "minor" });
  });
});

test("every known rule has an id of its own, and a pair that leads back to it", () => {
  expect(new Set(KNOWN_RULES.map(({ id }) => id)).size).toBe(KNOWN_RULES.length);
  for (const { id, pair } of KNOWN_RULES) expect([id, knownRule(pair)?.pair]).toEqual([id, id]);
});
