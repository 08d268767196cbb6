import { columnNamed, type ColumnName } from "../../exchange/columns.ts";
import { COUNTED, DAYS, type Level, MINUTES, SUMMED } from "../../exchange/query/levels.ts";

/** Where a level's figures are: a row for each stretch (`at`) and each set of like exchanges. */
export const LEVEL_TABLES: ReadonlyMap<Level, string> = new Map([
  [DAYS, "exchange_days"],
  [MINUTES, "exchange_minutes"],
]);

/** How the figures of one exchange are read from its record; summed they are those of many. */
export const FIGURES: ReadonlyMap<string, string> = new Map([
  ["n", "toInt64(1)"],
  ...SUMMED.flatMap((name): [string, string][] => [
    [`${name}_sum`, `ifNull(${name}, 0)`],
    [`${name}_n`, `toInt64(isNotNull(${name}))`],
  ]),
  ...COUNTED.flatMap((name): [string, string][] =>
    mayBeUnknown(name)
      ? [
          [`${name}_true`, `toInt64(ifNull(${name}, false))`],
          [`${name}_n`, `toInt64(isNotNull(${name}))`],
        ]
      : [[`${name}_true`, `toInt64(${name})`]],
  ),
]);

/** Whether a flag may be unknown; then it is kept how often it is known. */
export function mayBeUnknown(name: ColumnName): boolean {
  return columnNamed(name)?.type === "maybe";
}

/** The statement part by which records become rows of a level's table, one for each record. */
export function figuresOfRecords(level: Level): string {
  const step = level === DAYS ? "toStartOfDay" : "toStartOfMinute";
  const figures = [...FIGURES].map(([name, expression]) => `${expression} AS ${name}`);
  return [`${step}(received_at) AS at`, ...level.dimensions, ...figures].join(", ");
}
