import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { assertions } from "./assertions.ts";
import type { Judgement } from "./evaluator.ts";

function judge(text: string, said: readonly unknown[], score = "all"): Judgement {
  const prepared = assertions.prepare("checks", { assertions: said, score });
  if (!prepared.ok) throw new Error(`${prepared.place} ${prepared.message}`);
  return prepared.judge({ text });
}
const value = (text: string, ...said: readonly unknown[]): number | undefined => {
  const judged = judge(text, said);
  return judged.outcome === "judged" ? judged.value : undefined;
};

describe("assertions over a text", () => {
  test.each<[string, unknown, string, string]>([
    ["contains", { contains: "refund" }, "Your refund is due.", "Your Refund is due."],
    ["contains in any case", { contains: "REFUND", ignore_case: true }, "Your Refund is due.", "No."],
    ["equals", { equals: "Yes." }, "Yes.", "Yes. "],
    ["equals in any case", { equals: "yes", ignore_case: true }, "YES", "yes."],
    ["matches", { matches: "^order #\\d+$", flags: "i" }, "Order #12", "my order #12"],
    ["has a length", { length: { min: 2, max: 3 } }, "😀😀", "😀"],
    ["has a greatest length", { length: { max: 3 } }, "", "abcd"],
    ["holds JSON", { json: "items[0].sku", equals: { b: 1, a: [2] } }, '{"items":[{"sku":{"a":[2],"b":1}}]}', "{}"],
    ["holds JSON between fences", { json: "$.ok", equals: true }, '```json\n{"ok": true}\n```', '{"ok": "true"}'],
    ["holds null", { json: "a", equals: null }, '{"a": null}', "{}"],
    ["does not hold", { contains: "sorry", not: true }, "Done.", "I am sorry."],
  ])("that it %s", (_, said, good, bad) => {
    expect([value(good, said), value(bad, said)]).toEqual([1, 0]);
  });

  test("have all to hold, or count by their share, and say which do not", () => {
    const said = [{ contains: "a" }, { contains: "b", not: true }, { length: { max: 2 } }, { equals: "ab" }];
    expect(judge("ab", said)).toMatchObject({ outcome: "judged", value: 0, why: 'not so: 2. not contains "b"' });
    expect(judge("ab", said, "share")).toMatchObject({ value: 0.75 });
    expect(judge("a", [{ contains: "a" }])).toMatchObject({ value: 1, why: "it holds" });
  });

  test("are another evaluator where they say something else", () => {
    const [one, same, other] = [["a"], ["a"], ["b"]].map(([text]) => judge("", [{ contains: text }]).evaluator);
    expect(one).toEqual(same as never);
    expect(one?.version).not.toBe(other?.version ?? "");
  });

  test("say nothing of the answer itself in why", () => {
    expect(judge("secret words", [{ equals: "x" }]).why).not.toContain("secret");
  });

  test("do not judge what is longer than may be", () => {
    expect(judge("a".repeat(300_000), [{ contains: "a" }])).toMatchObject({
      outcome: "unjudged",
      why: expect.stringContaining("300000 characters"),
    });
  });

  test("do not judge what their expressions would take too long for", () => {
    const many = Array.from({ length: 50 }, () => ({ matches: "[ab]*a[ab]{500}$" }));
    expect(judge("a".repeat(100_000), many)).toMatchObject({ outcome: "unjudged" });
    expect(judge("a".repeat(1_000), many)).toMatchObject({ outcome: "judged" });
  });

  test.each<[unknown, RegExp]>([
    [[], /assertions/],
    [[{ contain: "a" }], /assertions\.0 must be one of/],
    [[{ contains: "a", equals: "b" }], /assertions\.0/],
    [[{ matches: "(" }], /assertions\.0 matches is no expression/],
    [[{ matches: "a", flags: "g" }], /flag "g"/],
    [[{ length: { min: 3, max: 1 } }], /min is above max/],
    [[{ json: "a..b", equals: 1 }], /json is no path from character 2/],
    [Array.from({ length: 51 }, () => ({ contains: "a" })), /assertions/],
  ])("are refused where they are none: %j", (said, words) => {
    expect(() => judge("", said as readonly unknown[])).toThrow(words);
  });

  test("lie in [0,1] and never throw, for any text", () => {
    const said = [{ contains: "a" }, { matches: "^a+$" }, { length: { min: 2 } }, { json: "a.b[0]", equals: 1 }];
    const text = fc.oneof(fc.string(), fc.json(), fc.string({ unit: "binary" }));
    fc.assert(
      fc.property(text, fc.constantFrom("all", "share"), (answer, score) => {
        const judged = judge(answer, said, score);
        expect(judged.outcome === "judged" && judged.value >= 0 && judged.value <= 1).toBe(true);
      }),
    );
    expect(value("[".repeat(200_000), ...said)).toBe(0);
  });
});
