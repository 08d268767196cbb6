import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("PRICE_RAISED", () => {
  test("is a higher price", () => {
    expectPair("PRICE_RAISED", "economics: { input_per_mtok: 5 }\n", "economics: { input_per_mtok: 6 }\n");
  });

  test("is not a lower one", () => {
    expect(rulesFound("economics: { output_per_mtok: 25 }\n", "economics: { output_per_mtok: 20 }\n")).not.toContain(
      "PRICE_RAISED",
    );
  });
});
