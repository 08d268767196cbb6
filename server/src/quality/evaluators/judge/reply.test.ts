import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { readReply } from "./reply.ts";

describe("a judge's reply", () => {
  test.each([
    ["as it was asked for", '{"why": "It adds up.", "score": 4}'],
    ["between fences", '```json\n{"why": "It adds up.", "score": 4}\n```'],
    ["with words around it", 'Let me see {hm}.\n{"why": "It adds up.", "score": 4}\nThat is all.'],
    ["with a number in quotes", '{"score": "4.0", "why": "It adds up."}'],
    ["said twice", '{"why": "It adds up.", "score": 4} {"why": "", "score": "4"}'],
  ])("is read %s", (_, text) => {
    expect(readReply(text, [1, 5])).toEqual({ ok: true, value: 0.75, why: "It adds up." });
  });

  test("is read by a scale whose worst is its highest", () => {
    expect(readReply('{"score": 1}', [5, 1])).toEqual({ ok: true, value: 1, why: "" });
  });

  test.each([
    ["above the scale", '{"score": 6}', /score 6, which is not from 1 to 5/],
    ["below the scale", '{"score": 0.99}', /not from 1 to 5/],
    ["with two scores that differ", 'It says {"score": 5}. {"score": 1}', /differ/],
    ["with a score that is a word", '{"score": "good"}', /no number/],
    ["with a score that is true", '{"score": true}', /no number/],
    ["with a score that is none", '{"score": null}', /no number/],
    ["with a number too large for one", '{"score": 1e999}', /no number/],
    ["without a score", '{"why": "fine"}', /no score/],
    ["that is a list", "[1]", /no score/],
    ["that refuses", "I cannot judge that.", /no JSON object/],
    ["that is empty", "", /no JSON object/],
    ["that has no end", `{"score": 1, "why": "${"x".repeat(70_000)}"}`, /at most 65536/],
  ])("is refused %s", (_, text, words) => {
    expect(readReply(text, [1, 5])).toEqual({ ok: false, message: expect.stringMatching(words) as never });
  });

  test("is in [0,1] or refused, whatever it is, and exactly where the score is on the scale", () => {
    const score = fc.oneof(fc.double(), fc.integer(), fc.jsonValue());
    const bounds = fc.tuple(fc.integer(), fc.integer()).filter(([worst, best]) => worst !== best);
    fc.assert(
      fc.property(score, bounds, fc.string(), (said, [worst, best], around) => {
        const read = readReply(`${around}${JSON.stringify({ score: said })}`, [worst, best]);
        if (read.ok) expect(read.value >= 0 && read.value <= 1).toBe(true);
        const inside = typeof said === "number" && said >= Math.min(worst, best) && said <= Math.max(worst, best);
        if (around === "") expect(read.ok).toBe(inside || (typeof said === "string" && read.ok));
      }),
    );
  });
});
