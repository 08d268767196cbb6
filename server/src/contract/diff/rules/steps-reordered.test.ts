import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

const steps = (...names: readonly string[]): string =>
  `steps: { post: [${names.map((name) => `{ name: ${name}, version: 1.0.0 }`).join()}] }\n`;

describe("STEPS_REORDERED", () => {
  test("is another order of the same steps", () => {
    const found = expectPair("STEPS_REORDERED", steps("a", "b"), steps("b", "a"));
    expect(found).toMatchObject({ severity: "risky", path: "steps.post", before: ["a", "b"], after: ["b", "a"] });
  });

  test("is not a step that runs twice", () => {
    expect(rulesFound(steps("a", "b"), steps("a", "b", "a"))).toEqual(["POSTPROCESSOR_ADDED"]);
  });
});
