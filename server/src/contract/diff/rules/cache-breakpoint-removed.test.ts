import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("CACHE_BREAKPOINT_REMOVED", () => {
  test("is a part that is no longer marked", () => {
    expectPair(
      "CACHE_BREAKPOINT_REMOVED",
      "cache: { prompt: { breakpoints: [system, tools] } }\n",
      "cache: { prompt: { breakpoints: [tools] } }\n",
    );
  });

  test("is not another order", () => {
    expect(
      rulesFound(
        "cache: { prompt: { breakpoints: [system, tools] } }\n",
        "cache: { prompt: { breakpoints: [tools, system] } }\n",
      ),
    ).not.toContain("CACHE_BREAKPOINT_REMOVED");
  });
});
