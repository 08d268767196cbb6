import { describe, expect, test } from "bun:test";
import type { JsonObject } from "../../../wire/json/value.ts";
import { directive, testLab } from "../lab-fixture.ts";

const AT = "/v1beta/models/gemini-2.5-pro";
const says = (text: string, role = "user"): JsonObject => ({ role, parts: [{ text }] });
const TOOLS = [{ functionDeclarations: [{ name: "look", parameters: { type: "OBJECT", properties: {} } }] }];

function rig() {
  const { ask } = testLab();
  return {
    ask,
    generate: async (request: JsonObject) => {
      const { status, text } = await ask(`${AT}:generateContent`, request);
      const body = JSON.parse(text) as {
        readonly candidates: readonly { readonly content: { readonly parts: readonly JsonObject[] } }[];
        readonly usageMetadata: JsonObject;
        readonly error: JsonObject;
      };
      return { status, body, parts: body.candidates?.[0]?.content.parts ?? [] };
    },
  };
}

describe("the lab's Gemini", () => {
  test("calls a function, takes its result, and goes on", async () => {
    const { generate } = rig();
    const asked = says(directive({ tool: "look", input: { at: "it" }, after: "I have looked." }));
    const first = await generate({ contents: [asked], tools: TOOLS });
    expect(first.parts.at(-1)).toMatchObject({ functionCall: { name: "look", args: { at: "it" } } });
    const result = { role: "user", parts: [{ functionResponse: { name: "look", response: { output: "nothing" } } }] };
    const contents = [asked, { role: "model", parts: first.parts }, result];
    const second = await generate({ contents, tools: TOOLS });
    expect(second.parts[0]).toMatchObject({ text: "I have looked." });
  });

  test("checks the signatures of thoughts, and lets pass what the API lets pass in their place", async () => {
    const { generate } = rig();
    const { parts } = await generate({ contents: [says("say hi")] });
    const signature = parts.at(-1)?.thoughtSignature;
    expect(signature).toBeString();
    const again = (thoughtSignature: unknown) =>
      generate({
        contents: [says("say hi"), { role: "model", parts: [{ text: "Hi!", thoughtSignature }] }, says("say ho")],
      });
    expect((await again(signature)).status).toBe(200);
    expect((await again("skip_thought_signature_validator")).status).toBe(200);
    const refused = await again("Zm9yZWlnbg==");
    expect([refused.status, refused.body.error.status]).toEqual([400, "INVALID_ARGUMENT"]);
  });

  test("streams events with alt=sse, and one list without", async () => {
    const { ask } = rig();
    const request = { contents: [says("say one two three four five six")] };
    const events = await ask(`${AT}:streamGenerateContent?alt=sse`, request);
    expect(events.text).toStartWith("data: {");
    expect(events.text).toEndWith("\r\n\r\n");
    expect(events.text).not.toMatch(/^(?:event)?:/m);
    const list = JSON.parse((await ask(`${AT}:streamGenerateContent`, request)).text) as readonly JsonObject[];
    expect(list.length).toBeGreaterThan(1);
    expect(list.at(-1)).toMatchObject({ candidates: [{ finishReason: "STOP" }] });
  });

  test("thinks as far as its budget goes, counts, and refuses nothing said", async () => {
    const { ask, generate } = rig();
    const thoughts = async (thinkingConfig: JsonObject) =>
      (await generate({ contents: [says("say hi")], generationConfig: { thinkingConfig } })).body.usageMetadata
        .thoughtsTokenCount;
    expect(await thoughts({ thinkingBudget: 0 })).toBeUndefined();
    expect(await thoughts({ thinkingBudget: 512 })).toBeLessThan(100);
    expect(await thoughts({ thinkingLevel: "HIGH" })).toBeGreaterThan(150);
    const counted = JSON.parse((await ask(`${AT}:countTokens`, { contents: [says("say hi")] })).text) as JsonObject;
    const { usageMetadata } = (await generate({ contents: [says("say hi")] })).body;
    expect(counted.totalTokens).toBe(usageMetadata.promptTokenCount);
    expect((await generate({ contents: [] })).status).toBe(400);
  });
});
