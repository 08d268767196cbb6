import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { columnsOf } from "../../../core/columns.ts";
import { AFTER, BEFORE, hostileReport, sampleReport } from "./report-suite.ts";
import { renderText } from "./text.ts";

const PIPE = { colour: false };
const WIDE = { colour: false, width: 120 };
// oxlint-disable-next-line no-control-regex
const withoutColours = (text: string): string => text.replace(/\u001b\[[\d;]*m/g, "");

describe("a report for a person", () => {
  test("has the most serious first, each with its place, why it matters, and what they ask for", () => {
    const [first] = sampleReport(BEFORE, AFTER).surfaces[0]!.findings;
    const lines = renderText(sampleReport(BEFORE, AFTER), PIPE).split("\n");
    expect(lines.slice(0, 6)).toEqual([
      "helper@1.0.0 -> helper@1.1.0",
      "",
      `breaking  REASONING_EFFORT_LOWERED  roles.main.reasoning.effort  [${first?.fingerprint}]`,
      "          the effort of main is lowered from high to low",
      `          ${first?.why}`,
      "          at contracts/helper.yaml:1:3",
    ]);
    expect(lines).toContain("2 breaking, 1 risky, 1 safe; asks for a major version");
    expect(lines.join("\n")).not.toContain("\n\n\n");
  });

  test("shows what became of a prompt, one below the other, the changed words between marks", () => {
    expect(renderText(sampleReport(BEFORE, AFTER), PIPE)).toContain(
      [
        "            Be kind.",
        "          - Answer in {-full-} sentences.",
        "          + Answer in {+short+} sentences.",
      ].join("\n"),
    );
  });

  test("shows it side by side where there is room", () => {
    const line = renderText(sampleReport(BEFORE, AFTER), WIDE)
      .split("\n")
      .find((one) => one.includes("│ 2"));
    expect(line).toMatch(/^ {10}2 - Answer in \{-full-\} sentences\. +│ 2 \+ Answer in \{\+short\+\} sentences\.$/);
  });

  test("has no line that is wider than the terminal, and columns that align, in any script", () => {
    const of = (word: string): string =>
      `system: [{ id: a, text: "${`${word}日本語 👩‍👩‍👧 `.repeat(40)}\\n${word} short" }]\n`;
    const lines = renderText(sampleReport(of("old"), of("new")), WIDE).split("\n");
    const sides = lines.filter((line) => line.includes("│"));
    expect(sides.length).toBeGreaterThan(2);
    expect(new Set(sides.map((line) => columnsOf(line.slice(0, line.indexOf("│"))))).size).toBe(1);
    expect(Math.max(...sides.map(columnsOf))).toBeLessThanOrEqual(120);
  });

  test("has the same words in colours", () => {
    const plain = renderText(sampleReport(BEFORE, AFTER), WIDE)
      .replace(/\{[-+]|[-+]\}/g, "")
      .replace(/ +/g, " ");
    const coloured = withoutColours(renderText(sampleReport(BEFORE, AFTER), { ...WIDE, colour: true })).replace(
      / +/g,
      " ",
    );
    expect(coloured).toBe(plain);
  });

  test("shows what is waived at the end, by whom and until when, and does not ask for it again", () => {
    const waived = [{ rule: "REASONING_EFFORT_LOWERED" }];
    const text = renderText(sampleReport(BEFORE, AFTER, { waived }), PIPE);
    expect(text).toMatch(/^waived    REASONING_EFFORT_LOWERED/m);
    expect(text).toContain("          waived by ana until 2026-06-30: agreed with support");
    expect(text).toContain("1 breaking, 1 risky, 1 safe, 1 waived");
    expect(text).not.toMatch(/^- \{.*REASONING_EFFORT_LOWERED/m);
  });

  test("says that a waiver is over, and that it waives nothing", () => {
    const waived = [{ rule: "REASONING_EFFORT_LOWERED", expires: "2025-12-31" }, { rule: "TOOL_REMOVED" }];
    const text = renderText(sampleReport(BEFORE, AFTER, { waived }), PIPE);
    expect(text).toContain("the waiver of ana ended on 2025-12-31, so it counts again: give it another day");
    expect(text).not.toMatch(/^- \{.*REASONING_EFFORT_LOWERED/m);
    expect(text).toContain(
      "unused waiver of TOOL_REMOVED [000000000000] by ana: nothing in this diff has its fingerprint (line 2)",
    );
  });

  test("sends nothing to a terminal that it would obey, whatever the texts, but its own colours", () => {
    const terminal = fc.record({ colour: fc.boolean(), width: fc.integer({ min: 1, max: 200 }) });
    fc.assert(
      fc.property(hostileReport, terminal, (report, terminal) => {
        const text = renderText(report, terminal);
        const bare = terminal.colour ? withoutColours(text) : text;
        expect(bare.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });
});
