import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { BellwetherError } from "../core/error.ts";
import type { Rows } from "../exchange/store.ts";
import { holdsOfNothing, parseExpectation, unexpectedRows } from "./expectation.ts";
import { renderRows } from "./render-rows.ts";

const rows = (values: readonly unknown[], truncated = false): Rows => ({
  columns: ["value"],
  rows: values.map((value) => ({ value })),
  truncated,
});
const csv = (value: unknown): string => renderRows(rows([value]), "csv").slice("value\r\n".length, -2);

describe("an answer as CSV", () => {
  test("has nothing that a spreadsheet would run", () => {
    for (const text of ["=1+1", "+SUM(A1)", "-cmd|'/c calc'!A0", "@now", '=HYPERLINK("http://x")', ["=1", "b"]]) {
      expect(csv(text)).toMatch(/^"?'/);
    }
    expect(csv("\t=1")).not.toMatch(/^[\t=]/);
    expect(csv("\r=1")).not.toMatch(/^[\r=]/);
  });

  test("leaves numbers and plain texts as they are", () => {
    expect([csv(-5), csv("-5"), csv("a b"), csv(null), csv(true), csv(0.25)]).toEqual([
      "-5",
      "-5",
      "a b",
      "",
      "true",
      "0.25",
    ]);
  });

  test("gives back every text in its one cell, quotes and commas too", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z",; ]{0,12}$/), (text) => {
        const field = csv(text);
        const plain = field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field;
        expect(plain).toBe(text);
        expect(field.startsWith('"') || !/[",]/.test(field)).toBe(true);
      }),
    );
  });
});

describe("an answer for people", () => {
  test("shows control characters and does not do them, wherever they stand", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 20 }),
        fc.constantFrom("text" as const, "csv" as const),
        (text, format) => {
          for (const value of [text, [text], { text }]) {
            const shown = renderRows(rows([value]), format);
            // oxlint-disable-next-line no-control-regex
            expect(shown.replaceAll(/\r?\n/g, "")).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
          }
        },
      ),
    );
  });

  test("has one line a row, columns under each other, numbers at the right", () => {
    const table = renderRows(
      {
        columns: ["name", "count"],
        rows: [
          { name: "a", count: 10 },
          { name: "bb", count: 5 },
        ],
        truncated: false,
      },
      "text",
    );
    expect(table).toBe("name  count\n────  ─────\na        10\nbb        5\n");
  });

  test("says when there is nothing, and when there is more", () => {
    expect(renderRows(rows([]), "text")).toBe("no exchanges match\n");
    expect(renderRows(rows(["a"], true), "text")).toContain("more exchanges match");
  });
});

describe("an answer for programs", () => {
  test("is JSON, whole or a line a row", () => {
    const answer = rows([1, "b\n"]);
    expect(JSON.parse(renderRows(answer, "json"))).toEqual(answer);
    expect(renderRows(answer, "jsonl")).toBe('{"value":1}\n{"value":"b\\n"}\n');
  });
});

describe("an expectation", () => {
  const holds = (text: string, value: unknown): boolean => {
    const expectation = parseExpectation(text);
    const answer: Rows = { columns: [expectation.name], rows: [{ [expectation.name]: value }], truncated: false };
    return unexpectedRows(answer, expectation).length === 0;
  };
  const codeOf = (work: () => unknown): string => {
    try {
      work();
    } catch (error) {
      return (error as BellwetherError).code;
    }
    return "ok";
  };

  test("compares numbers as numbers", () => {
    expect(holds("count = 0", 0)).toBe(true);
    expect(holds("count == 0", "0")).toBe(true);
    expect(holds("share(delegated) <= 0.01", 0.02)).toBe(false);
    expect(holds("count < 10", 9)).toBe(true);
    expect(holds("count>=1e3", 999)).toBe(false);
    expect(holds("count != 1", 1)).toBe(false);
  });

  test("compares texts as texts, with or without quotes", () => {
    expect(holds("outcome = 'complete'", "complete")).toBe(true);
    expect(holds("outcome = complete", "cut")).toBe(false);
    expect(holds('outcome != "cut"', "complete")).toBe(true);
  });

  test("does not hold where there is no value, or none that can be compared", () => {
    for (const value of [null, undefined, "none", "", " ", [], ["0"], {}, Number.NaN]) {
      expect(holds("count = 0", value)).toBe(false);
      expect(holds("count != 0", value)).toBe(false);
    }
  });

  test("of an answer without rows holds where it says that nothing is counted, and nowhere else", () => {
    const ofNothing = (text: string): boolean => holdsOfNothing(parseExpectation(text));
    for (const text of ["count = 0", "count < 1", "count() = 0", "count(exchange) <= 0"])
      expect([text, ofNothing(text)]).toEqual([text, true]);
    for (const text of ["count > 0", "country != x", "counted = 0", "share(delegated) = 0", "model_served != x"])
      expect([text, ofNothing(text)]).toEqual([text, false]);
  });

  test("gives the rows that are not as expected", () => {
    expect(unexpectedRows(rows([1, 2, 3]), parseExpectation("value < 3"))).toEqual([{ value: 3 }]);
  });

  test("that says nothing, or speaks of what is not shown, is a mistake and no verdict", () => {
    for (const text of ["", "count", "= 0", "count ~ 1", "a b = 1"])
      expect(codeOf(() => parseExpectation(text))).toBe("usage");
    expect(codeOf(() => unexpectedRows(rows([]), parseExpectation("other = 1")))).toBe("usage");
    for (const counted of [[], [{ count: 1 }]]) {
      const answer: Rows = { columns: ["count"], rows: counted, truncated: false };
      expect(codeOf(() => unexpectedRows(answer, parseExpectation("count != many")))).toBe("usage");
    }
  });
});
