import { describe, expect, test } from "bun:test";
import { changes, expectPair } from "../rule-suite.ts";

const allowed = "allow_provider_default: true\n";

describe("FALLBACK_PROVIDER_DEFAULT", () => {
  test("is the provider's own choice among the fallbacks, and FALLBACK_PROVIDER_DEFAULT_REMOVED one that is gone", () => {
    const found = expectPair("FALLBACK_PROVIDER_DEFAULT", allowed, `${allowed}fallbacks: [default]\n`);
    expect(found).toMatchObject({ severity: "breaking", path: "fallbacks.default" });
  });

  test("is the leave to name it", () => {
    const found = expectPair("FALLBACK_PROVIDER_DEFAULT", "allow_provider_default: false\n", allowed);
    expect(found).toMatchObject({ path: "allow_provider_default", before: false, after: true });
  });

  test("takes the place of FALLBACK_ADDED", () => {
    const found = changes("betas: []\n", `betas: []\n${allowed}fallbacks: [default]\n`);
    expect(found.map(({ rule, path }) => [rule, path])).toEqual([
      ["FALLBACK_PROVIDER_DEFAULT", "fallbacks.default"],
      ["FALLBACK_PROVIDER_DEFAULT", "allow_provider_default"],
    ]);
  });
});
