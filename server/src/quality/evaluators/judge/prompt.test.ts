import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { judgeOf } from "./fixtures/judge-of.ts";
import { judgePrompt } from "./prompt.ts";

describe("what a judge is asked", () => {
  test("has the rubric, the scale from worst to best, and the form of the reply", () => {
    const request = judgePrompt(judgeOf({ scale: [5, 1] }), { question: "2 + 2?", answer: "4" });
    expect(request).toMatchObject({ model: "gpt-5.5-2026-03-01", maxTokens: 512 });
    expect(request.system).toContain("from 5 (worst) to 1 (best)");
    expect(request.system).toContain("The rubric:\n1 where the question is answered");
    expect(request.user).toBe('question = "2 + 2?"\n\nanswer = "4"');
    expect(request.schema).toMatchObject({ properties: { score: { minimum: 1, maximum: 5 } } });
  });

  test("keeps question and answer between their quotes, whatever they say", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: fc.constantFrom('"', "\\", "\n", "\u2028") }),
    );
    const judge = judgeOf();
    fc.assert(
      fc.property(text, text, (question, answer) => {
        const lines = judgePrompt(judge, { question, answer }).user.split(/[\n\r\u2028\u2029]/);
        expect(lines).toHaveLength(3);
        expect(JSON.parse(lines[0]?.slice("question = ".length) ?? "")).toBe(question);
        expect(JSON.parse(lines[2]?.slice("answer = ".length) ?? "")).toBe(answer);
      }),
    );
  });
});
