import { describe, expect, test } from "bun:test";
import { expectPair } from "../rule-suite.ts";

describe("STEP_VERSION_CHANGED", () => {
  test("is another version of the same step", () => {
    const step = (version: string): string => `steps: { pre: [{ name: redact, version: ${version} }] }\n`;
    const found = expectPair("STEP_VERSION_CHANGED", step("1.0.0"), step("1.2.0"));
    expect(found).toMatchObject({ severity: "risky", path: "steps.pre.redact.version" });
    expect(found.message).toBe("the step redact before the model changed from 1.0.0 to 1.2.0");
  });
});
