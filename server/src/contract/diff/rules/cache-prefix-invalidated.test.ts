import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("CACHE_PREFIX_INVALIDATED", () => {
  test("is another text before a breakpoint", () => {
    expectPair(
      "CACHE_PREFIX_INVALIDATED",
      "cache: { prompt: { breakpoints: [system] } }\nsystem: [{ text: One. }]\n",
      "cache: { prompt: { breakpoints: [system] } }\nsystem: [{ text: Two. }]\n",
    );
  });

  test("is not another text behind the last one", () => {
    expect(
      rulesFound(
        "cache: { prompt: { breakpoints: [tools] } }\nsystem: [{ text: One. }]\n",
        "cache: { prompt: { breakpoints: [tools] } }\nsystem: [{ text: Two. }]\n",
      ),
    ).not.toContain("CACHE_PREFIX_INVALIDATED");
  });
});
