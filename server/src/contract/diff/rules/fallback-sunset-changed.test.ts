import { describe, expect, test } from "bun:test";
import { expectPair } from "../rule-suite.ts";

describe("FALLBACK_SUNSET_CHANGED", () => {
  test("is another last day of the same fallback, or none", () => {
    const sunset = (rest: string): string => `fallbacks: [{ id: haiku${rest} }]\n`;
    const found = expectPair("FALLBACK_SUNSET_CHANGED", sunset(", sunset: 2026-12-31"), sunset(""));
    expect(found).toMatchObject({ severity: "safe", path: "fallbacks.haiku.sunset", before: "2026-12-31" });
    expect(found.message).toBe("the last day of the fallback haiku changed from 2026-12-31 to nothing");
  });
});
