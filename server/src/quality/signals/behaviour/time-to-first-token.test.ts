import { expect, test } from "bun:test";
import { sessionOf } from "./fixtures/session.ts";
import { timeToFirstToken } from "./time-to-first-token.ts";

test("is the median time until content came, of those to which it came", () => {
  const records = sessionOf(
    { received_at: 1_000, first_token_at: 1_300 },
    { received_at: 2_000, first_token_at: 2_100 },
    { received_at: 3_000, first_token_at: 3_200 },
    { received_at: 4_000, first_token_at: null },
  );
  expect(timeToFirstToken.measure(records)).toBe(200);
  expect(timeToFirstToken.measure(sessionOf({}))).toBeUndefined();
});
