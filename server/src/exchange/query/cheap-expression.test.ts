import { expect, test } from "bun:test";
import { isCheapExpression } from "./cheap-expression.ts";

test.each(["MISMATCH", "^claude-.*$", "a|b", "gpt-5\\.[0-9]+", "(foo|bar)", "[a-z(+*]", "x{2,5}", "(?:a)b"])(
  "%p is cheap",
  (source) => {
    expect(isCheapExpression(source)).toBe(true);
  },
);

test.each([
  "(a+)+$",
  "(a|a)*b",
  "(a?){20}",
  ".*.*x",
  "a?a?a?a?a?a?a?a?a?b",
  "(a)\\1",
  "(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)b",
])("%p is not", (source) => {
  expect(isCheapExpression(source)).toBe(false);
});
