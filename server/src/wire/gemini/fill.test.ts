import { describe, expect, test } from "bun:test";
import type { FillValues } from "../codec.ts";
import { scanBody } from "../json/scan.ts";
import { spliceBytes } from "../json/splice.ts";
import { gemini } from "./codec.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("filling a request of Gemini", () => {
  const filled = (request: object, values: FillValues) => {
    const bytes = encode(JSON.stringify(request));
    const { splices, unplaced } = gemini.fill(scanBody(bytes), values);
    return { request: JSON.parse(new TextDecoder().decode(spliceBytes(bytes, splices))) as unknown, unplaced };
  };

  test("goes into what is there, in the client's own spelling", () => {
    const values = { effort: "low", max_tokens: 9 };
    expect(
      filled({ generationConfig: { topK: 1, thinkingConfig: { includeThoughts: true } } }, values).request,
    ).toEqual({
      generationConfig: {
        topK: 1,
        maxOutputTokens: 9,
        thinkingConfig: { includeThoughts: true, thinkingLevel: "LOW" },
      },
    });
    expect(filled({ generation_config: { thinking_config: {} } }, values).request).toEqual({
      generation_config: { maxOutputTokens: 9, thinking_config: { thinkingLevel: "LOW" } },
    });
    expect(filled({ generationConfig: {} }, values).request).toEqual({
      generationConfig: { maxOutputTokens: 9, thinkingConfig: { thinkingLevel: "LOW" } },
    });
  });

  test("writes thinking as a budget", () => {
    const budget = (thinking: string) => filled({}, { thinking }).request;
    const config = (thinkingBudget: number) => ({ generationConfig: { thinkingConfig: { thinkingBudget } } });
    expect(budget("enabled:2048")).toEqual(config(2048));
    expect(budget("disabled")).toEqual(config(0));
    expect(budget("adaptive")).toEqual(config(-1));
  });

  test("never asks for a level and a budget together, which Google refuses", () => {
    const level = { generationConfig: { thinkingConfig: { thinkingLevel: "LOW" } } };
    expect(filled(level, { thinking: "adaptive" })).toEqual({ request: level, unplaced: ["thinking"] });
    const budget = { generationConfig: { thinking_config: { thinking_budget: 5 } } };
    expect(filled(budget, { effort: "high" })).toEqual({ request: budget, unplaced: ["effort"] });
  });

  test("has no place for the model, which is in the path, nor for a level that Google does not have", () => {
    expect(filled({}, { model: "m", effort: "xhigh" })).toEqual({ request: {}, unplaced: ["model", "effort"] });
    expect(filled({ generationConfig: 7 }, { max_tokens: 1 }).unplaced).toEqual(["max_tokens"]);
    expect(filled({ system_instruction: null }, { system: "s" }).unplaced).toEqual(["system"]);
  });
});
