import { describe, expect, test } from "bun:test";
import { CONFIG, judgeOf } from "./fixtures/judge-of.ts";
import { readJudge } from "./judge.ts";

describe("a judge", () => {
  test("is named by model, rubric and prompt", () => {
    const { evaluator } = judgeOf();
    expect(evaluator).toEqual({
      id: "helpful",
      version: "2",
      model: CONFIG.model,
      rubricDigest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as never,
      promptDigest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as never,
    });
    const other = judgeOf({ rubric: "Another." }).evaluator;
    expect([other.rubricDigest === evaluator.rubricDigest, other.promptDigest]).toEqual([
      false,
      evaluator.promptDigest,
    ]);
    for (const parts of [{ scale: [1, 5] }, { max_tokens: 100 }])
      expect(judgeOf(parts).evaluator.promptDigest).not.toBe(evaluator.promptDigest);
    for (const parts of [{ sample: 0.1 }, { dollars_a_day: 1 }, { price: { input: 1, output: 1 } }])
      expect(judgeOf(parts).evaluator).toEqual(evaluator);
  });

  test.each<[Record<string, unknown>, string, RegExp]>([
    [{ model: "gpt-latest" }, "model", /one model for good/],
    [{ model: "" }, "model", /whole name/],
    [{ rubric: "  " }, "rubric", /by what is judged/],
    [{ rubric: "x".repeat(20_001) }, "rubric", /at most 20000/],
    [{ sample: 2 }, "sample", /1/],
    [{ sample: undefined }, "sample", /share/],
    [{ scale: [1, 1] }, "scale", /differ/],
    [{ price: { input: 1 } }, "price.output", /number/],
    [{ price: undefined }, "price", /what the model costs/],
    [{ dollars_a_day: undefined }, "dollars_a_day", /most that may be spent/],
    [{ id: "Helpful" }, "id", /lower-case/],
    [{ temperature: 1 }, "", /temperature/],
  ])("is not made with %j", (parts, place, words) => {
    expect(readJudge({ ...CONFIG, ...parts })).toMatchObject({
      ok: false,
      place,
      message: expect.stringMatching(words),
    });
  });
});
