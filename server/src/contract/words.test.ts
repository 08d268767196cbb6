import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { readBounds } from "./bounds.ts";
import { meets, parseComparison } from "./comparison.ts";
import { editDistance, nearest } from "../core/nearest.ts";
import { compilePattern, parseHeaderCondition } from "./pattern.ts";
import { formatPath, renderProblems } from "./problem.ts";
import { durationMs, effortRank, thinkingBudget } from "./scales.ts";

describe("edit distance", () => {
  test("counts changes, insertions, removals and swaps", () => {
    expect(editDistance("effort", "effort")).toBe(0);
    expect(editDistance("efort", "effort")).toBe(1);
    expect(editDistance("modle", "model")).toBe(1);
    expect(editDistance("", "abc")).toBe(3);
    expect(editDistance("kitten", "sitting")).toBe(3);
  });

  test("is the same in both directions, and never more than the longer word", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(editDistance(a, b) === 0).toBe(a === b);
      }),
    );
  });

  test("suggests what is near, and nothing rather than a guess", () => {
    expect(nearest("Modle", ["mode", "model"])).toBe("model");
    expect(nearest("zebra", ["mode", "model"])).toBeUndefined();
  });
});

describe("comparisons", () => {
  test("are a comparator and a number or a duration", () => {
    expect(parseComparison(">100000")).toEqual({ comparator: ">", than: 100_000 });
    expect(parseComparison(">= 1h")).toEqual({ comparator: ">=", than: 3_600_000 });
    expect(parseComparison(3)).toEqual({ comparator: "=", than: 3 });
    expect(parseComparison("many")).toBeUndefined();
  });

  test("hold as arithmetic says", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (value, than) => {
        expect(meets(value, { comparator: ">", than })).toBe(!meets(value, { comparator: "<=", than }));
        expect(meets(value, { comparator: "<", than })).toBe(!meets(value, { comparator: ">=", than }));
        expect(meets(value, { comparator: "=", than })).toBe(value === than);
      }),
    );
  });
});

test("durations are numbers with a unit", () => {
  expect(["90s", "5m", "1h", "30d", "1.5h", "250ms"].map(durationMs)).toEqual([
    90e3, 300e3, 3.6e6, 2.592e9, 5.4e6, 250,
  ]);
  expect(["1", "h", "1 h", "-1h", "1y"].map(durationMs)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test("efforts go from none to max", () => {
  const ranks = ["none", "minimal", "low", "medium", "high", "xhigh", "max"].map(effortRank);
  expect(ranks).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(effortRank("ultra")).toBeUndefined();
});

test("a thinking budget is read from its value", () => {
  expect(thinkingBudget("enabled:8000")).toBe(8000);
  expect(thinkingBudget("adaptive")).toBeUndefined();
});

describe("header conditions", () => {
  test("are presence, equality or a pattern, whatever the name's case", () => {
    expect(parseHeaderCondition("X-Agent")).toEqual({ kind: "present", name: "x-agent" });
    expect(parseHeaderCondition("x-class = sub agent")).toEqual({
      kind: "equals",
      name: "x-class",
      value: "sub agent",
    });
    expect(parseHeaderCondition("user-agent ~ /ci/i")).toEqual({
      kind: "matches",
      name: "user-agent",
      source: "ci",
      flags: "i",
    });
  });

  test("are nothing else", () => {
    for (const text of ["", "a b", "x ~ ci", "= x"]) expect(parseHeaderCondition(text)).toBeUndefined();
  });
});

describe("patterns", () => {
  test("of a plain form compile", () => {
    for (const source of [
      "^Today is .*$",
      "^start[\\s\\S]*?end",
      "(a|b)+",
      "(?:foo){2,}bar*",
      "[(+*]+",
      "\\(a+\\)+",
      "(a{1,3})+",
    ]) {
      expect([source, compilePattern(source, "gm").ok]).toEqual([source, true]);
    }
  });

  test("that repeat a repetition are refused", () => {
    for (const source of ["(a+)+", "(a*)*b", "((a+)b?)*", "(?:[a-z]+\\s?){2,}"]) {
      expect([source, compilePattern(source).ok]).toEqual([source, false]);
    }
  });

  test("that begin with a wildcard are refused", () => {
    for (const source of [".*foo", ".+", "(.*)x", "(?:[\\s\\S]*?)end"]) {
      expect([source, compilePattern(source).ok]).toEqual([source, false]);
    }
  });

  test("that nobody can review are refused", () => {
    expect(compilePattern("a".repeat(2001)).ok).toBe(false);
  });
});

describe("bounds", () => {
  test("that do not say who may choose are for both", () => {
    expect(readBounds<string>({ default: "high", min: "low" })).toEqual({
      value: "high",
      min: "low",
      by: ["client", "user"],
    });
  });

  test("of a bare value, or of a default alone, are nobody's to choose in", () => {
    expect(readBounds<number>(3)).toEqual({ value: 3 });
    expect(readBounds<number>({ default: 3 })).toEqual({ value: 3 });
  });
});

describe("problems in print", () => {
  const problem = {
    file: "c.yaml",
    line: 2,
    column: 3,
    path: "a.b",
    message: "this is wrong",
    hint: "did you mean this?",
  };

  test("show the place, the line and a caret under it", () => {
    expect(renderProblems([problem], { source: () => "x:\n\t b: 1\n" })).toBe(
      "c.yaml:2:3: error: this is wrong (a.b)\n  2 | \t b: 1\n    | \t ^\n  hint: did you mean this?\n\n1 problem\n",
    );
  });

  test("do without the line where the file is not at hand", () => {
    const { hint: _, ...bare } = problem;
    expect(renderProblems([bare, bare], { source: () => undefined })).toBe(
      "c.yaml:2:3: error: this is wrong (a.b)\n\nc.yaml:2:3: error: this is wrong (a.b)\n\n2 problems\n",
    );
  });

  test("cut long lines around the caret", () => {
    const long = { ...problem, line: 1, column: 300 };
    const [, line = "", caret = ""] = renderProblems([long], {
      source: () => "x".repeat(299) + "Y" + "x".repeat(200),
    }).split("\n");
    expect(line.length).toBeLessThan(120);
    expect(line[caret.indexOf("^")]).toBe("Y");
  });

  test("have colours only where they are asked for", () => {
    const source = (): string => "x\ny\n";
    expect(renderProblems([problem], { source })).not.toContain("\u001b");
    expect(renderProblems([problem], { source, colour: true })).toContain("\u001b[31merror");
  });

  test("have paths as people write them", () => {
    expect(formatPath(["roles", "main", "tools", 0, "name"])).toBe("roles.main.tools[0].name");
    expect(formatPath(["annotations", "a b"])).toBe('annotations["a b"]');
  });
});
