import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("CACHE_TTL_SHORTENED", () => {
  test("is a shorter life", () => {
    expectPair("CACHE_TTL_SHORTENED", "cache: { prompt: { ttl: 1h } }\n", "cache: { prompt: { ttl: 5m } }\n");
  });

  test("is not the same life in another unit", () => {
    expect(rulesFound("cache: { prompt: { ttl: 1h } }\n", "cache: { prompt: { ttl: 60m } }\n")).toEqual([]);
  });
});
