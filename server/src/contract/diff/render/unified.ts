import type { Row, Side } from "../prose.ts";
import { abridged, clip, wrap } from "./columns.ts";
import { painter, paintPieces, SIDES, withMarks } from "./paint.ts";

/** Rows of a diff as lines of a terminal, one below the other: what was, then what is. */
export function unified(rows: readonly Row[], width: number, colour: boolean): readonly string[] {
  const paint = painter(colour);
  const columns = Math.max(10, width - 2);
  const changed = (side: Side | undefined, name: keyof typeof SIDES): string[] => {
    if (side === undefined) return [];
    return wrap(withMarks(abridged(side.pieces), name, colour), columns).map((pieces, index) => {
      const sign = index === 0 ? SIDES[name].sign : " ";
      return `${paint(sign, SIDES[name].plain)} ${paintPieces(pieces, name, paint)}`.trimEnd();
    });
  };
  return runs(rows).flatMap((run) =>
    run.flatMap((row, index) => {
      if (row.kind === "skipped") return [paint(`⋮ ${row.count} lines are the same`, "dim")];
      if (row.kind === "same") return [paint(`  ${clip(row.text, columns)}`.trimEnd(), "dim")];
      // All that was comes before all that is, as everywhere.
      if (index > 0) return [];
      const changes = run.filter((one) => one.kind === "changed");
      return [
        ...changes.flatMap(({ before }) => changed(before, "before")),
        ...changes.flatMap(({ after }) => changed(after, "after")),
      ];
    }),
  );
}

/** Rows, those that follow each other and are changed together. */
export function runs(rows: readonly Row[]): readonly (readonly Row[])[] {
  const grouped: Row[][] = [];
  for (const row of rows) {
    const last = grouped.at(-1);
    if (row.kind === "changed" && last?.[0]?.kind === "changed") last.push(row);
    else grouped.push([row]);
  }
  return grouped;
}
