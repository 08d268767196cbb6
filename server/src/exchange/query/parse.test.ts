import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { completeRecord } from "../record.ts";
import { matchesQuery } from "./match.ts";
import { queryNames } from "./names.ts";
import { parseQuery } from "./parse.ts";

const NOW = Date.parse("2026-04-20T12:00:00Z");
const where = (text: string): unknown => parseQuery({ where: text }, NOW).where;
const problem = (texts: Parameters<typeof parseQuery>[0]): string => {
  try {
    parseQuery(texts, NOW);
    return "";
  } catch (error) {
    return (error as Error).message;
  }
};

describe("the query language", () => {
  test("conditions side by side must all hold", () => {
    expect(where("surface=code-assistant status>=500")).toEqual({
      kind: "all",
      of: [
        { kind: "compare", column: "surface", operator: "=", value: "code-assistant" },
        { kind: "compare", column: "status", operator: ">=", value: 500 },
      ],
    });
  });

  test("or binds weaker than and, brackets bind strongest, not takes one condition", () => {
    expect(where("a_ or b_".replaceAll("a_", "delegated").replaceAll("b_", "retry and compacted"))).toMatchObject({
      kind: "any",
      of: [{ column: "delegated" }, { kind: "all" }],
    });
    expect(where("not (delegated or retry) compacted")).toMatchObject({
      kind: "all",
      of: [{ kind: "not", of: { kind: "any" } }, { column: "compacted" }],
    });
  });

  test("values are read as their column holds them", () => {
    expect(where("idle>1h")).toMatchObject({ column: "idle_ms", value: 3_600_000 });
    expect(where("input_tokens>100k")).toMatchObject({ value: 100_000 });
    expect(where("received_at>=2026-04-01")).toMatchObject({ value: Date.parse("2026-04-01T00:00:00Z") });
    expect(where("received_at>2d")).toMatchObject({ value: NOW - 172_800_000 });
    expect(where("reasoning_kept=null")).toMatchObject({ value: null });
    expect(where('client="claude code"')).toMatchObject({ value: "claude code" });
    expect(where("model in (a, 'b c')")).toMatchObject({ operator: "in", value: ["a", "b c"] });
  });

  test("contract stands for surface and version", () => {
    expect(where("contract=s@1.0.0")).toMatchObject({
      kind: "all",
      of: [
        { column: "surface", value: "s" },
        { column: "version", value: "1.0.0" },
      ],
    });
    expect(where("contract!=s")).toMatchObject({ kind: "not" });
    expect(parseQuery({ groupBy: "contract,model" }, NOW).groupBy).toEqual(["surface", "version", "model_served"]);
  });

  test.each([
    ["a misspelt column", "modle=x", /did you mean model\?/],
    ["a value of another type", "status=ok", /a number such as/],
    ["an operator that does not fit", "delegated>true", /true or false/],
    ["a list operator on a text", "surface has x", /cannot be asked of surface/],
    ["a bracket that is not closed", "(status=1", /bracket is not closed/],
    ["a quote that is not closed", 'surface="x', /not closed/],
    ["a broken expression", "surface~'('", /no regular expression/],
    ["nothing behind an operator", "status=", /a value is expected/],
    ["half a sentence", "status=1 or", /a column's name is expected/],
  ])("%s is refused with its place and what would be right", (_, text, message) => {
    expect(problem({ where: text })).toMatch(message);
    expect(problem({ where: text })).toMatch(/at character \d+/);
  });

  test("a column cannot be shown beside a figure unless it is grouped by", () => {
    expect(problem({ show: "count,model" })).toMatch(/group by it too/);
    expect(parseQuery({ show: "count,model", groupBy: "model" }, NOW).select.length).toBe(2);
  });

  test("figures are checked against what they are taken of", () => {
    expect(problem({ show: "p95(surface)" })).toMatch(/cannot be taken/);
    expect(problem({ show: "share(status)" })).toMatch(/cannot be taken/);
    expect(
      parseQuery({ show: "share(delegated),p95(duration),uniq(session)" }, NOW).select.map(({ name }) => name),
    ).toEqual(["share(delegated)", "p95(duration)", "uniq(session)"]);
  });

  test("an answer is sorted by what it has", () => {
    expect(parseQuery({ groupBy: "model", orderBy: "-count" }, NOW).orderBy).toEqual([
      { name: "count", descending: true },
    ]);
    expect(problem({ groupBy: "model", orderBy: "cost" })).toMatch(/cannot be sorted by/);
  });

  test("every column can be filtered by, and none by a name that is not there", () => {
    for (const name of queryNames())
      expect(problem({ where: `${name}=nothing-of-this-type` })).not.toMatch(/no column/);
  });

  test("any text is read or refused with an error that says why", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          parseQuery({ where: text, show: text, groupBy: text }, NOW);
        } catch (error) {
          expect((error as { code?: string }).code).toBe("query_invalid");
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("matching a record without an engine", () => {
  const record = completeRecord({
    surface: "s",
    status: 200,
    violations: ["EFFORT_MISMATCH"],
    idle_ms: 7_200_000,
    received_at: NOW,
    model_served: "claude-x",
  });
  test.each([
    ["surface=s", true],
    ["surface!=s", false],
    ["status>=200 status<300", true],
    ["idle>1h", true],
    ["idle>3h or violation=EFFORT_MISMATCH", true],
    ["violation!=EFFORT_MISMATCH", false],
    ["violations~^EFFORT", true],
    ["model~^claude-", true],
    ["cost_usd>1", false],
    ["cost_usd=null", true],
    ["not delegated", true],
    ["model in (claude-x, y)", true],
  ])("%s gives %p", (text, expected) => {
    expect(matchesQuery(record, parseQuery({ where: text }, NOW))).toBe(expected);
  });

  test("synthetic traffic is left out unless it is asked for", () => {
    const lab = completeRecord({ synthetic: true });
    expect([matchesQuery(lab, parseQuery({}, NOW)), matchesQuery(lab, parseQuery({ synthetic: true }, NOW))]).toEqual([
      false,
      true,
    ]);
  });
});
