import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { compareProse, type Row, type Side } from "./prose.ts";

/** Rows as short lines: ` text`, `-gone [changed]`, `+come [changed]`, `~3` for what is left out. */
function lines(rows: readonly Row[]): readonly string[] {
  const said = (mark: string, side: Side | undefined): string[] =>
    side === undefined ? [] : [mark + side.pieces.map(({ text, changed }) => (changed ? `[${text}]` : text)).join("")];
  return rows.flatMap((row) => {
    if (row.kind === "skipped") return [`~${row.count}`];
    return row.kind === "same" ? [` ${row.text}`] : [...said("-", row.before), ...said("+", row.after)];
  });
}

const text = fc
  .array(fc.constantFrom("Be kind.", "Be fair and brief.", "Be fair and full.", "", "日本語で答える"))
  .map((all) => all.join("\n"));

describe("two texts", () => {
  test("are told apart word by word in lines that are alike", () => {
    expect(lines(compareProse("Answer in full sentences.\n", "Answer in whole sentences, always.\n"))).toEqual([
      "-Answer in [full] sentences.",
      "+Answer in [whole] sentences[, always].",
    ]);
  });

  test("are told apart line by line where a line is another one", () => {
    expect(lines(compareProse("Be kind.", "Never guess a name"))).toEqual(["-Be kind.", "+Never guess a name"]);
  });

  test("have the lines beside each other that are alike, with new ones between them", () => {
    const before = "Always cite your sources.\nNever guess at a date.";
    const after = "Be brief.\nAlways cite all sources.\nNever guess at a date or name.";
    expect(lines(compareProse(before, after))).toEqual([
      "+Be brief.",
      "-Always cite [your] sources.",
      "+Always cite [all] sources.",
      "-Never guess at a date.",
      "+Never guess at a date[ or name].",
    ]);
  });

  test("have two lines around each change, and say how many are left out", () => {
    const before = Array.from({ length: 12 }, (_, index) => `line ${index}`);
    const after = before.with(6, "other");
    expect(lines(compareProse(before.join("\n"), after.join("\n")))).toEqual([
      "~4",
      " line 4",
      " line 5",
      "-line 6",
      "+other",
      " line 7",
      " line 8",
      "~3",
    ]);
  });

  test("count their lines from 1, each side its own", () => {
    const [first, second] = compareProse("b", "a\nb\nc", 0).filter(({ kind }) => kind === "changed");
    expect([first, second]).toMatchObject([{ after: { line: 1 } }, { after: { line: 3 } }]);
  });

  test("that are new or gone have all their lines on one side", () => {
    expect(lines(compareProse(undefined, "a\nb\n"))).toEqual(["+a", "+b"]);
    expect(lines(compareProse("a\n", ""))).toEqual(["-a"]);
  });

  test("that differ in the end of line at their very end are not silent about it", () => {
    expect(lines(compareProse("a\n", "a"))).toEqual([" a", "-"]);
  });

  test("cut no character that is made of several", () => {
    expect(lines(compareProse("We are 👩‍👩‍👧 here", "We are 👩‍👩‍👦 here"))).toEqual(["-We are [👩‍👩‍👧] here", "+We are [👩‍👩‍👦] here"]);
  });

  test("that are the same have no rows, and others have some", () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(compareProse(before, after).length === 0).toBe(before === after);
      }),
    );
  });

  test("are whole in the rows when nothing is left out", () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        fc.pre(before !== after && before !== "" && after !== "");
        const rows = compareProse(before, after, 1_000);
        const side = (of: "before" | "after"): string =>
          rows
            .flatMap((row) => {
              if (row.kind === "skipped") return [];
              if (row.kind === "same") return [row.text];
              const pieces = row[of]?.pieces;
              return pieces === undefined ? [] : [pieces.map(({ text }) => text).join("")];
            })
            .join("\n");
        const closed = before.endsWith("\n") && after.endsWith("\n");
        expect([side("before"), side("after")]).toEqual(
          closed ? [before.slice(0, -1), after.slice(0, -1)] : [before, after],
        );
      }),
    );
  });

  test("of thousands of lines that have nothing in common are compared all the same", () => {
    const many = (word: string): string => Array.from({ length: 20_000 }, (_, index) => `${word} ${index}`).join("\n");
    expect(compareProse(many("a"), many("b"))).toHaveLength(40_000);
  });
});
