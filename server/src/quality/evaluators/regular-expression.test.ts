import { describe, expect, test } from "bun:test";
import { regularExpression } from "./regular-expression.ts";

const judge = (settings: unknown, text: string) => {
  const prepared = regularExpression.prepare("no-apology", settings);
  return prepared.ok ? prepared.judge({ text }) : prepared;
};

describe("a regular expression over an answer", () => {
  test("is good where it matches, or where it does not", () => {
    const wanted = { pattern: "order #\\d+" };
    expect(judge(wanted, "It is order #12.")).toMatchObject({ outcome: "judged", value: 1, why: "it matches" });
    expect(judge(wanted, "None.")).toMatchObject({ value: 0, why: "it does not match" });
    const unwanted = { pattern: "sorry|apolog", flags: "i", good: "no_match" };
    expect(judge(unwanted, "My Apologies")).toMatchObject({ value: 0 });
    expect(judge(unwanted, "Done.")).toMatchObject({ value: 1, evaluator: { id: "no-apology" } });
  });

  test("is not judged where the text is too long for its size", () => {
    expect(judge({ pattern: "[ab]*a[ab]{900}$" }, "a".repeat(200_000))).toMatchObject({ outcome: "unjudged" });
  });

  test("has a version of its own by what it says, and the same where it says the usual aloud", () => {
    const version = (settings: unknown) => {
      const judged = judge(settings, "");
      return "evaluator" in judged ? judged.evaluator.version : "";
    };
    expect(version({ pattern: "a" })).toMatch(/^2-[0-9a-f]{12}$/);
    expect(version({ pattern: "a" })).toBe(version({ pattern: "a", flags: "", good: "match" }));
    expect(version({ pattern: "a" })).not.toBe(version({ pattern: "b" }));
  });

  test.each([
    [{ pattern: "(" }, "pattern", /no expression/],
    [{ pattern: "a", flag: "i" }, "", /flag/],
    [{}, "pattern", /string/],
  ])("is refused where it is none: %j", (settings, place, message) => {
    expect(judge(settings, "")).toMatchObject({ ok: false, place, message: expect.stringMatching(message) });
  });
});
