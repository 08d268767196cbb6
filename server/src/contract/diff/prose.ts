import { diffArrays } from "diff";
import { alignLines } from "./prose-lines.ts";
import { diffWords, type Piece, whole } from "./prose-words.ts";

/** One side of a changed line. */
export interface Side {
  /** Counted from 1. */
  readonly line: number;
  readonly pieces: readonly Piece[];
}

/** A row of two texts beside each other. */
export type Row =
  | { readonly kind: "same"; readonly before: number; readonly after: number; readonly text: string }
  /** A line that is another now; with one side alone, a line that is gone or is new. */
  | { readonly kind: "changed"; readonly before?: Side; readonly after?: Side }
  /** Lines that are the same and too far from any change to be shown. */
  | { readonly kind: "skipped"; readonly count: number };

/** Texts that differ in more lines than this are not compared line by line. */
const MOST_CHANGES = 2_000;

/**
 * Two texts as rows: what changed, line by line and word by word, with some lines around it.
 * Nothing where both are the same.
 *
 * @param context how many lines before and after a change are shown.
 */
export function compareProse(before: string | undefined, after: string | undefined, context = 2): readonly Row[] {
  const [earlier, later] = linesOf(before, after);
  const rows: Row[] = [];
  let [from, to] = [0, 0];
  let gone: readonly string[] = [];
  const flush = (come: readonly string[]): void => {
    rows.push(...changedRows(gone, come, from, to));
    from += gone.length;
    to += come.length;
    gone = [];
  };
  for (const { added, removed, value } of changesOf(earlier, later)) {
    if (removed) gone = value;
    else if (added) flush(value);
    else {
      flush([]);
      for (const text of value) rows.push({ kind: "same", before: ++from, after: ++to, text });
    }
  }
  flush([]);
  return folded(rows, context);
}

/** The lines of both texts; an end of line at the very end is none of its own where both have it. */
function linesOf(before: string | undefined, after: string | undefined): readonly [string[], string[]] {
  const closed = [before, after].every((text = "") => text === "" || text.endsWith("\n"));
  const lines = (text = ""): string[] => (text === "" ? [] : (closed ? text.slice(0, -1) : text).split("\n"));
  return [lines(before), lines(after)];
}

/** What of two lists is the same and what is not; where too much is not, nothing is. */
function changesOf(
  earlier: string[],
  later: string[],
): readonly { added: boolean; removed: boolean; value: string[] }[] {
  const changes = diffArrays(earlier, later, { maxEditLength: MOST_CHANGES });
  if (changes !== undefined) return changes;
  return [
    { added: false, removed: true, value: earlier },
    { added: true, removed: false, value: later },
  ];
}

function changedRows(gone: readonly string[], come: readonly string[], from: number, to: number): readonly Row[] {
  return alignLines(gone, come).map(([i, j]): Row => {
    const [old, next] = [i === undefined ? undefined : gone[i], j === undefined ? undefined : come[j]];
    const words = old === undefined || next === undefined ? undefined : diffWords(old, next);
    return {
      kind: "changed",
      ...(i === undefined || old === undefined
        ? {}
        : { before: { line: from + i + 1, pieces: words?.before ?? whole(old) } }),
      ...(j === undefined || next === undefined
        ? {}
        : { after: { line: to + j + 1, pieces: words?.after ?? whole(next) } }),
    };
  });
}

/** Leaves out the lines that are far from any change; if there is no change, all. */
function folded(rows: readonly Row[], context: number): readonly Row[] {
  const near = new Set<number>();
  for (const [index, { kind }] of rows.entries()) {
    if (kind !== "changed") continue;
    const last = Math.min(rows.length - 1, index + context);
    for (let i = Math.max(0, index - context); i <= last; i++) near.add(i);
  }
  if (near.size === 0) return [];
  const kept: Row[] = [];
  let skipped: Extract<Row, { kind: "same" }>[] = [];
  const flush = (): void => {
    // One line costs as much room as to say that it is left out.
    if (skipped.length === 1) kept.push(...skipped);
    else if (skipped.length > 1) kept.push({ kind: "skipped", count: skipped.length });
    skipped = [];
  };
  for (const [index, row] of rows.entries()) {
    if (row.kind === "same" && !near.has(index)) skipped.push(row);
    else {
      flush();
      kept.push(row);
    }
  }
  flush();
  return kept;
}
