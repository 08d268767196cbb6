import { columnNamed, type ColumnName } from "../../exchange/columns.ts";
import {
  ALL_DAYS,
  CLIENT_DAYS,
  COHORT_DAYS,
  COHORT_HOURS,
  COUNTED,
  type Level,
  SUMMED,
} from "../../exchange/query/levels.ts";

/** Where a level's figures are: a row for each stretch (`at`) and each set of like exchanges. */
export const LEVEL_TABLES: ReadonlyMap<Level, string> = new Map([
  [ALL_DAYS, "exchange_days"],
  [COHORT_DAYS, "cohort_days"],
  [COHORT_HOURS, "cohort_hours"],
  [CLIENT_DAYS, "client_days"],
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
  const step = level === COHORT_HOURS ? "toStartOfHour" : "toStartOfDay";
  const figures = [...FIGURES].map(([name, expression]) => `${expression} AS ${name}`);
  return [`${step}(received_at) AS at`, ...level.dimensions, ...figures].join(", ");
}
