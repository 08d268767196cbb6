import { describe, expect, test } from "bun:test";
import { sha256 } from "../../core/digest.ts";
import type { DeclaredEvaluator } from "./declared.ts";
import { evaluate, evaluateByRules, outputDigest } from "./evaluate.ts";

const answered = { unit: "acme/s1", question: "?", answer: { text: "private words" } };
const breaking: DeclaredEvaluator = {
  name: "odd",
  surface: "assistant",
  signal: "odd",
  sample: 1,
  how: {
    kind: "rules",
    judge: ({ text }) => {
      throw new RangeError(text);
    },
  },
};

describe("an evaluation", () => {
  test("that breaks is one that failed, and what broke it is told without what was judged", async () => {
    const failed = { outcome: "failed", reason: "broken", why: "it broke by RangeError" } as const;
    expect(evaluateByRules(breaking, answered)).toEqual(failed);
    expect(await evaluate(breaking, answered, undefined)).toEqual(failed);
  });

  test("knows an answer by the digest of what it says and calls", () => {
    expect(outputDigest({ text: "a" })).toBe(sha256('{"calls":[],"text":"a"}'));
    expect(outputDigest({ text: "a", toolCalls: [{ name: "f", arguments: "{}" }] })).toBe(
      sha256('{"calls":[["f","{}"]],"text":"a"}'),
    );
  });

  test("has a digest for half of a surrogate pair too, wherever it stands: it counts as no character", () => {
    expect(outputDigest({ text: "a\ud800" })).toBe(outputDigest({ text: "a\ufffd" }));
    expect(outputDigest({ text: "", toolCalls: [{ name: "\udc00", arguments: "\ud800" }] })).toBe(
      outputDigest({ text: "", toolCalls: [{ name: "\ufffd", arguments: "\ufffd" }] }),
    );
  });
});
