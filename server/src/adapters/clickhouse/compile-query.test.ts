import { describe, expect, test } from "bun:test";
import { parseQuery } from "../../exchange/query/parse.ts";
import { filterText } from "./compile-query.ts";

const textOf = (where: string): string => {
  const bind = (value: unknown): string => JSON.stringify(value);
  return filterText(parseQuery({ where }, 0).where!, bind);
};

describe("a filter as a condition", () => {
  test("is negated at single comparisons alone, because engines err where several are negated together", () => {
    expect(textOf("not (outcome = refused and streamed = true)")).toBe('(outcome != "refused" OR streamed != true)');
    expect(textOf("not (outcome = refused or not (role = main and not agent = a))")).toBe(
      '(outcome != "refused" AND (role = "main" AND agent != "a"))',
    );
    expect(textOf("not not outcome = refused")).toBe('outcome = "refused"');
  });

  test("of what may be absent takes it for another value, and not for the same", () => {
    expect(textOf("input_tokens != 5")).toBe("(input_tokens IS NULL OR input_tokens != 5)");
    expect(textOf("not input_tokens != 5")).toBe("input_tokens = 5");
    expect(textOf("not input_tokens > 5")).toBe("NOT (input_tokens > 5)");
  });
});
