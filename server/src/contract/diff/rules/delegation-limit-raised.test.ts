import { describe, expect, test } from "bun:test";
import { expectPair } from "../rule-suite.ts";

describe("DELEGATION_LIMIT_RAISED", () => {
  const depth = (written: number): string => `delegation: { max_depth: ${written} }\n`;

  test("is a deeper delegation, and DELEGATION_LIMIT_LOWERED one that is less deep", () => {
    const found = expectPair("DELEGATION_LIMIT_RAISED", depth(1), depth(2));
    expect(found).toMatchObject({ severity: "risky", path: "delegation.max_depth", before: 1, after: 2 });
  });

  test("is a limit that is gone", () => {
    const found = expectPair("DELEGATION_LIMIT_RAISED", depth(1), "delegation: {}\n");
    expect(found.message).toBe("the depth of delegation changed from 1 to no limit");
  });
});
