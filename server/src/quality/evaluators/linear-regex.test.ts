import { describe, expect, test } from "bun:test";
import { linearRegex, tooLongFor } from "./linear-regex.ts";

function found(source: string, text: string, flags = ""): boolean | string {
  const compiled = linearRegex(source, flags);
  return compiled.ok ? compiled.regex.test(text) : compiled.message;
}

describe("a regular expression", () => {
  test("is found anywhere, unless it says where", () => {
    expect(found("b+", "abbc")).toBe(true);
    expect(found("^b+$", "abbc")).toBe(false);
    expect(found("^refund #\\d{4}$", "refund #4711")).toBe(true);
    expect(found("[\\u00e4\\u00f6]", "schön")).toBe(true);
  });

  test("reads texts as long as its size allows", () => {
    const [small, large] = ["a+b", "[ab]*a[ab]{900}$"].map((source) => linearRegex(source));
    if (small?.ok !== true || large?.ok !== true) throw new Error("no expressions");
    const text = "a".repeat(200_000);
    expect(tooLongFor([small.regex, small.regex], text)).toBeUndefined();
    expect(tooLongFor([small.regex, large.regex], text)).toMatch(/200000 characters; .* at most 1\d{5} are judged/);
    expect(tooLongFor([], text)).toBeUndefined();
  });

  test("takes flags", () => {
    expect(found("HELLO", "hello", "i")).toBe(true);
    expect(found("^b$", "a\nb", "m")).toBe(true);
    expect(found("a.b", "a\nb")).toBe(false);
    expect(found("a.b", "a\nb", "su")).toBe(true);
    expect(found("a", "a", "g")).toContain('flag "g"');
  });

  test.each(["(a+)+$", "^(a|a)*$", "(a*)*b", "(.*)*(.*)*(.*)*z", "^(([a-z])+.)+[A-Z]([a-z])+$", "a*a*a*a*a*a*a*a*b"])(
    "%s, over which others take ages, comes to an end on a long text",
    (source) => {
      expect(found(source, `${"a".repeat(250_000)}!`)).toBe(false);
    },
  );

  test.each([
    ["(?=a)b", /looking ahead/],
    ["(a)\\1", /references back/],
    ["(", /missing closing/],
    ["(a{1000}){1000}", /repeat count|too large/],
    ["abcdefghij".repeat(101), /has 1010 characters, at most 1000/],
    ["(a[ab]{900}|b[ab]{900})c", /takes up to \d+ steps a character/],
  ])("what RE2 cannot keep a bound on is refused, with why: %.20s", (source, words) => {
    expect(found(source, "a")).toMatch(words);
  });
});
