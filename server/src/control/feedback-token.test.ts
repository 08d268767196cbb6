import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type FeedbackGrant, makeToken, readToken } from "./feedback-token.ts";

const SECRET = new Uint8Array(32).fill(5);
const GRANT: FeedbackGrant = {
  tenant: "acme",
  key: "key_1",
  session: "s \u{1F600}",
  signals: { thumbs: [0, 1] },
  issuedAt: 1_000,
  expiresAt: 2_000,
};

describe("a feedback token", () => {
  test("says what it grants, until it expires", () => {
    const token = makeToken(SECRET, GRANT);
    expect(readToken(SECRET, token, 1_999_999)).toEqual(GRANT);
    expect(readToken(SECRET, token, 2_000_000)).toBeUndefined();
  });

  test("is good for the secret that it was made with alone", () => {
    expect(readToken(new Uint8Array(32).fill(6), makeToken(SECRET, GRANT), 0)).toBeUndefined();
  });

  test("is good as it is, and not with any one character changed, left out or added", () => {
    const token = makeToken(SECRET, GRANT);
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.constantFrom("A", "b", "_", ".", "=", ""), (at, other) => {
        const changed = token.slice(0, at) + other + token.slice(at + 1);
        expect(readToken(SECRET, changed, 0) === undefined).toBe(changed !== token);
        if (other !== "") expect(readToken(SECRET, token.slice(0, at) + other + token.slice(at), 0)).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  test("that somebody made up is none, whatever it is", () => {
    const made = fc.oneof(fc.string(), fc.constantFrom("", ".", "bwf1.", "bwf1..", "bwf1.e30.", "bwf1.e30.AAAA"));
    fc.assert(fc.property(made, (token) => expect(readToken(SECRET, token, 0)).toBeUndefined()));
  });
});
