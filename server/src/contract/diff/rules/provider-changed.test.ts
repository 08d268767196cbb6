import { describe, expect, test } from "bun:test";
import { expectPair } from "../rule-suite.ts";

describe("PROVIDER_CHANGED", () => {
  test("is the same model behind another provider", () => {
    const by = (provider: string): string => `model: { provider: ${provider}, id: opus }\n`;
    const found = expectPair("PROVIDER_CHANGED", by("anthropic"), by("bedrock"));
    expect(found).toMatchObject({ severity: "breaking", path: "roles.main.model.provider" });
    expect(found.message).toBe("the provider of the model of main changed from anthropic to bedrock");
  });

  test("is a provider where none was said", () => {
    expectPair("PROVIDER_CHANGED", "model: { id: opus }\n", "model: { id: opus, provider: bedrock }\n");
  });
});
