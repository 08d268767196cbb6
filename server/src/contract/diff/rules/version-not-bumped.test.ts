import { describe, expect, test } from "bun:test";
import { diffContracts } from "../diff.ts";
import { versionOf } from "../rule-suite.ts";

const LOWER = ["reasoning: { effort: high }\n", "reasoning: { effort: low }\n"] as const;
const HIGHER = ["reasoning: { effort: low }\n", "reasoning: { effort: high }\n"] as const;

function found([before, after]: readonly [string, string], from: string, to: string): readonly string[] {
  return diffContracts(versionOf(before, from), versionOf(after, to), { now: 0 })
    .filter(({ rule }) => rule === "VERSION_NOT_BUMPED")
    .map(({ message }) => message);
}

describe("VERSION_NOT_BUMPED", () => {
  test("is a breaking change under less than a major version", () => {
    expect(found(LOWER, "1.2.0", "1.3.0")).toEqual([
      "the changes ask for a major version; it moved from 1.2.0 to 1.3.0",
    ]);
    expect(found(LOWER, "1.2.0", "2.0.0")).toEqual([]);
  });

  test("is a risky change under a patch", () => {
    expect(found(HIGHER, "1.2.0", "1.2.1")).toHaveLength(1);
    expect(found(HIGHER, "1.2.0", "1.3.0")).toEqual([]);
  });

  test("is any change under the same version, and none where nothing changed", () => {
    expect(found(["description: a\n", "description: b\n"], "1.2.0", "1.2.0")).toHaveLength(1);
    expect(found([LOWER[0], LOWER[0]], "1.2.0", "1.2.0")).toEqual([]);
  });

  test("takes the second number for the first before 1.0.0", () => {
    expect(found(LOWER, "0.2.0", "0.3.0")).toEqual([]);
    expect(found(LOWER, "0.2.0", "0.2.1")).toHaveLength(1);
    expect(found(LOWER, "0.2.0", "1.0.0")).toEqual([]);
  });

  test("is nothing to say of a way back", () => {
    expect(found(LOWER, "2.0.0", "1.0.0")).toEqual([]);
  });
});
