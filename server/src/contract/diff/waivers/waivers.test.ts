import { describe, expect, test } from "bun:test";
import { changes } from "../rule-suite.ts";
import { unusedWaivers, weigh, type WaiverScope } from "./apply.ts";
import { parseWaivers, type Waiver } from "./document.ts";

const finding = changes("reasoning: { effort: high }", "reasoning: { effort: low }").find(
  ({ rule }) => rule === "REASONING_EFFORT_LOWERED",
)!;
const line = (over: Readonly<Record<string, string>> = {}): string => {
  const all = {
    fingerprint: finding.fingerprint,
    rule: finding.rule,
    owner: "ana",
    reason: "agreed",
    expires: "2026-06-30",
  };
  return `- ${JSON.stringify({ ...all, ...over })}\n`;
};
function waivers(text: string): readonly Waiver[] {
  const read = parseWaivers("w.yaml", text);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.waivers;
}
function problems(text: string): readonly string[] {
  const read = parseWaivers("w.yaml", text);
  return read.ok
    ? []
    : read.problems.map(({ line, column, message, hint }) =>
        [`${line}:${column} ${message}`, hint].filter(Boolean).join("; "),
      );
}
const on = (day: string): WaiverScope => ({
  now: Date.parse(`${day}T23:59:59Z`),
  surfaces: ["helper"],
  profile: "economics",
});

describe("a file of waivers", () => {
  test("is a list, each with its place; an empty file has none", () => {
    expect(waivers(`# ours\n${line()}`)[0]).toMatchObject({
      owner: "ana",
      place: { file: "w.yaml", line: 2, column: 3 },
    });
    expect(waivers("")).toEqual([]);
    expect(waivers("# nothing yet\n")).toEqual([]);
  });

  test("says what is wrong, and where", () => {
    expect(problems("owner: ana")).toEqual(["1:1 the document must be a list of waivers, not a mapping"]);
    expect(
      problems('- { fingerprint: "faf6f967ba14", rule: MODEL_CHANGED, reason: x, expires: 2026-01-01 }')[0],
    ).toContain("must say who answers for it");
    expect(problems(line({ fingerprint: "short" }))[0]).toContain('1:18 "fingerprint" must be the 12 hex digits');
    expect(problems("- { fingerprint: 123456789012 }")[0]).toContain("in quotes");
    expect(problems(line({ expires: "soon" }))[0]).toContain("must be the last day on which it holds");
    expect(problems(line({ owner: " " }))[0]).toContain("must say who answers for it");
    expect(problems(line({ until: "x" }))[0]).toContain('there is no key "until"');
  });

  test("names the rule that was meant", () => {
    expect(problems(line({ rule: "REASONING_EFFORT_LOWRED" }))[0]).toContain("did you mean REASONING_EFFORT_LOWERED?");
  });

  test("has no finding twice, but for two surfaces", () => {
    expect(problems(line() + line({ owner: "ben" }))).toEqual([
      expect.stringContaining("2:18 this finding is waived already, by [0]"),
    ]);
    expect(waivers(line({ surface: "a" }) + line({ surface: "b" }))).toHaveLength(2);
  });
});

describe("a waiver", () => {
  test("holds to the end of its last day, and not longer", () => {
    expect(weigh(finding, "helper", waivers(line()), on("2026-06-30")).waiver?.owner).toBe("ana");
    const later = weigh(finding, "helper", waivers(line()), on("2026-07-01"));
    expect([later.waiver, later.expired?.owner]).toEqual([undefined, "ana"]);
  });

  test("is of one rule, one fingerprint and, if it says so, one surface", () => {
    for (const over of [{ rule: "MODEL_CHANGED" }, { fingerprint: "000000000000" }, { surface: "other" }])
      expect(weigh(finding, "helper", waivers(line(over)), on("2026-01-01"))).toBe(finding);
    expect(weigh(finding, "helper", waivers(line({ surface: "helper" })), on("2026-01-01")).waiver).toBeDefined();
  });

  test("that holds counts, beside one for every surface that is over", () => {
    const both = waivers(line({ expires: "2025-01-01" }) + line({ surface: "helper" }));
    expect(weigh(finding, "helper", both, on("2026-01-01")).waiver?.surface).toBe("helper");
  });
});

describe("an unused waiver", () => {
  const unused = (text: string, scope: Partial<WaiverScope> = {}): readonly string[] =>
    unusedWaivers(waivers(text), [{ surface: "helper", finding }], { ...on("2026-01-01"), ...scope }).map(
      ({ why }) => why,
    );

  test("is one that no finding has, with the rule that was perhaps meant", () => {
    expect(unused(line())).toEqual([]);
    expect(unused(line({ fingerprint: "000000000000" }))).toEqual(["nothing in this diff has its fingerprint"]);
    expect(unused(line({ rule: "MODEL_CHANGED" }))).toEqual([
      "the finding with its fingerprint is REASONING_EFFORT_LOWERED",
    ]);
  });

  test("is none that speaks of what is not compared here", () => {
    expect(unused(line({ surface: "other" }))).toEqual([]);
    expect(unused(line({ fingerprint: "000000000000" }), { profile: "shape" })).toEqual([]);
  });
});
