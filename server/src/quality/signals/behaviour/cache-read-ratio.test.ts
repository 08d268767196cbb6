import { expect, test } from "bun:test";
import { sessionOf } from "./fixtures/session.ts";
import { cacheReadRatio } from "./cache-read-ratio.ts";

test("is what came from the cache of all that was read, over the session", () => {
  const records = sessionOf(
    { input_tokens: 1_000, cache_read_tokens: 0 },
    { input_tokens: 3_000, cache_read_tokens: 3_000 },
  );
  expect(cacheReadRatio.measure(records)).toBe(0.75);
});

test("says nothing where nothing was read, or nobody counted", () => {
  expect(cacheReadRatio.measure(sessionOf({ input_tokens: 0, cache_read_tokens: 0 }))).toBeUndefined();
  expect(cacheReadRatio.measure(sessionOf({ input_tokens: 10 }))).toBeUndefined();
});
