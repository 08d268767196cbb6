import { columnsOf } from "../../../core/columns.ts";
import type { Row, Side } from "../prose.ts";
import { abridged, clip, pad, wrap } from "./columns.ts";
import { painter, type Paint, paintPieces, SIDES, withMarks } from "./paint.ts";

/** A cell: what is shown, and how many columns it takes. */
interface Cell {
  readonly shown: string;
  readonly columns: number;
}

const EMPTY: Cell = { shown: "", columns: 0 };

/** Rows of a diff as lines of a terminal: what was at the left, what is at the right. */
export function sideBySide(rows: readonly Row[], width: number, colour: boolean): readonly string[] {
  const paint = painter(colour);
  const digits = String(lastLine(rows)).length;
  const cell = Math.max(10, Math.floor((width - 3) / 2) - digits - 3);
  const beside = (left: readonly Cell[], right: readonly Cell[]): string[] =>
    Array.from({ length: Math.max(left.length, right.length) }, (_, index) => {
      const [a, b] = [left[index] ?? EMPTY, right[index] ?? EMPTY];
      const gap = " ".repeat(Math.max(0, cell + digits + 3 - a.columns));
      return `${a.shown}${gap} ${paint("│", "dim")} ${b.shown}`.trimEnd();
    });
  return rows.flatMap((row) => {
    if (row.kind === "skipped") return [paint(`${" ".repeat(digits)} ⋮ ${row.count} lines are the same`, "dim")];
    if (row.kind === "changed")
      return beside(
        changedCells(row.before, "before", { digits, cell, colour, paint }),
        changedCells(row.after, "after", { digits, cell, colour, paint }),
      );
    const same = (line: number): Cell[] => {
      const text = `${number(line, digits)}   ${clip(row.text, cell)}`.trimEnd();
      return [{ shown: paint(text, "dim"), columns: columnsOf(text) }];
    };
    return beside(same(row.before), same(row.after));
  });
}

interface CellStyle {
  readonly digits: number;
  readonly cell: number;
  readonly colour: boolean;
  readonly paint: Paint;
}

function changedCells(
  side: Side | undefined,
  name: keyof typeof SIDES,
  { digits, cell, colour, paint }: CellStyle,
): readonly Cell[] {
  if (side === undefined) return [];
  const lines = wrap(withMarks(abridged(side.pieces), name, colour), cell);
  return lines.map((pieces, index) => {
    const head = index === 0 ? number(side.line, digits) : " ".repeat(digits);
    const columns = columnsOf(pieces.map(({ text }) => text).join(""));
    const sign = paint(SIDES[name].sign, SIDES[name].plain);
    return {
      shown: `${paint(head, "dim")} ${sign} ${paintPieces(pieces, name, paint)}`,
      columns: digits + 3 + columns,
    };
  });
}

/** The largest number of a line in some rows. */
export function lastLine(rows: readonly Row[]): number {
  return rows.reduce((most, row) => {
    if (row.kind === "skipped") return most;
    const lines = row.kind === "same" ? [row.before, row.after] : [row.before?.line ?? 0, row.after?.line ?? 0];
    return Math.max(most, ...lines);
  }, 0);
}

function number(line: number, digits: number): string {
  return pad("", digits - String(line).length) + String(line);
}
