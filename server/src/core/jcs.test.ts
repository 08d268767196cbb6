import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { asBellwetherError, BellwetherError, ERROR_KINDS, isBellwetherError } from "./error.ts";
import { canonicalDigest, canonicalJson } from "./jcs.ts";

const codeOf = (value: unknown): string => {
  try {
    return canonicalJson(value);
  } catch (error) {
    return (error as BellwetherError).code;
  }
};

describe("the canonical form", () => {
  test("refuses what JSON cannot hold, wherever it stands", () => {
    const wrong = [Number.NaN, Infinity, -Infinity, "\ud800", { "\udc00": 1 }, 1n, () => 1, Symbol("s"), undefined];
    for (const value of wrong) {
      expect(codeOf(value)).toBe("value_not_canonical");
      if (value !== undefined) expect(codeOf({ a: [value] })).toBe("value_not_canonical");
    }
  });

  test("is JSON of the same value, and the same for every order of keys", () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: true }), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(reversed(value))).toBe(text);
      }),
    );
  });

  test("leaves out what is undefined, and fills holes of lists", () => {
    expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
    // oxlint-disable-next-line no-sparse-arrays
    expect(canonicalJson([1, , undefined, 2])).toBe("[1,null,null,2]");
  });

  test("keeps keys that objects have by themselves", () => {
    const value: unknown = JSON.parse('{"__proto__":{"x":1},"constructor":2}');
    expect(canonicalJson(value)).toBe('{"__proto__":{"x":1},"constructor":2}');
    expect(canonicalDigest(value)).not.toBe(canonicalDigest({}));
  });
});

describe("errors", () => {
  test("that are ours are known across copies of the module; all others become internal", () => {
    const own = new BellwetherError("draining", "x");
    expect(asBellwetherError(own)).toBe(own);
    expect(isBellwetherError({ [Symbol.for("bellwether.error")]: true })).toBe(true);
    for (const thrown of ["text", undefined, null, new Error("secret detail"), { code: "draining" }]) {
      const error = asBellwetherError(thrown);
      expect([error.code, error.cause]).toEqual(["internal", thrown]);
      expect(error.message).not.toContain("secret");
    }
  });

  test("of the contract are 409 or 412, on which no client tries again or drops a field", () => {
    for (const [code, kind] of Object.entries(ERROR_KINDS)) {
      expect(kind.status).toBeGreaterThanOrEqual(400);
      if (kind.fault === "caller") expect(kind.retryable).toBe(false);
      if (/^(contract_(violated|missing|unknown)|requirement_)/.test(code)) expect([409, 412]).toContain(kind.status);
    }
  });
});

/** The same value with the keys of its objects the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reversed(item)]),
  );
}
