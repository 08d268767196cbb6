import { columnNamed, type ColumnName } from "../columns.ts";
import type { Fence } from "../store.ts";
import type { Filter, Query, Selection } from "./query.ts";

/** Figures that are kept ready: sums over all exchanges of a stretch of time that are alike in some columns. */
export interface Level {
  /** Length of a stretch, in milliseconds; stretches begin at multiples of it. */
  readonly stepMs: number;
  /** Columns in which the exchanges behind one figure are alike. */
  readonly dimensions: ReadonlySet<ColumnName>;
}

/** Columns of which most questions about cohorts are asked: few values each, and few that come together. */
export const COHORT_DIMENSIONS = [
  ...(["surface", "version", "rollout", "stage", "arm"] as const),
  ...(["model_served", "effort_sent", "idle_bucket", "synthetic"] as const),
] as const satisfies readonly ColumnName[];

/** All columns that make a cohort. */
export const ALL_DIMENSIONS = [
  ...(["surface", "version", "rollout", "stage", "arm", "audience", "role", "operation"] as const),
  ...(["model_served", "effort_sent", "idle_bucket", "context_bucket", "outcome"] as const),
  ...(["delegated", "violations", "synthetic"] as const),
] as const satisfies readonly ColumnName[];

/** Columns of questions about clients and their versions. */
export const CLIENT_DIMENSIONS = [
  ...(["surface", "version", "rollout", "stage", "arm"] as const),
  ...(["client", "client_version", "outcome", "synthetic"] as const),
] as const satisfies readonly ColumnName[];

/** Numbers of which the sum, and how many there are, is kept. */
export const SUMMED = [
  ...(["duration_ms", "input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens"] as const),
  ...(["reasoning_tokens", "cost_usd", "cost_requested_usd", "idle_ms", "context_tokens"] as const),
] as const satisfies readonly ColumnName[];

/** Flags of which it is kept how many are true, and, where they may be unknown, how many are known. */
export const COUNTED = [
  ...(["resumed", "compacted", "retry", "prompt_registered"] as const),
  ...(["reasoning_kept", "prefix_stable", "cache_bytes_changed"] as const),
] as const satisfies readonly ColumnName[];

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Cohorts by the day. */
export const COHORT_DAYS: Level = { stepMs: DAY_MS, dimensions: new Set(COHORT_DIMENSIONS) };
/** Cohorts by the hour. */
export const COHORT_HOURS: Level = { stepMs: HOUR_MS, dimensions: new Set(COHORT_DIMENSIONS) };
/** Clients by the day. */
export const CLIENT_DAYS: Level = { stepMs: DAY_MS, dimensions: new Set(CLIENT_DIMENSIONS) };
/** Everything that makes a cohort, by the day. */
export const ALL_DAYS: Level = { stepMs: DAY_MS, dimensions: new Set(ALL_DIMENSIONS) };

/** Levels of longer steps before those of shorter ones, and of few figures before those of many. */
export const LEVELS: readonly Level[] = [COHORT_DAYS, CLIENT_DAYS, ALL_DAYS, COHORT_HOURS];

/** The levels that answer a question, the longest steps first: of each length of step the one of the fewest figures. */
export function levelsFor(query: Query, fence: Fence): readonly Level[] {
  const fit = LEVELS.filter((level) => answers(level, query, fence));
  return fit.filter(({ stepMs }, at) => fit.findIndex((other) => other.stepMs === stepMs) === at);
}

const SUMMED_SET: ReadonlySet<string> = new Set(SUMMED);
const COUNTED_SET: ReadonlySet<string> = new Set(COUNTED);

/** Whether a level's figures give the very answer that the records would. */
export function answers(level: Level, query: Query, fence: Fence): boolean {
  if (fence.kind !== "all") return false;
  const isDimension = (name: ColumnName): boolean => level.dimensions.has(name);
  const aggregated = query.groupBy.length > 0 || query.select.some(({ kind }) => kind !== "column");
  return (
    aggregated &&
    query.groupBy.every(isDimension) &&
    (query.where === undefined || filterColumns(query.where).every(isDimension)) &&
    query.select.every((item) => isKept(item, isDimension))
  );
}

/** From when to when something is asked: milliseconds, the end not included; undefined is without end. */
export interface Stretch {
  readonly from?: number;
  readonly to?: number;
}

/** A stretch of time, and the level that answers for it; undefined for the records themselves. */
export interface Segment extends Stretch {
  readonly level: Level | undefined;
}

/**
 * Parts a stretch so that each part is answered as coarsely as it can be: whole steps of the
 * coarsest level in the middle, finer ones around them, and records at the two ends.
 */
export function segmentsOf(stretch: Stretch, levels: readonly Level[]): readonly Segment[] {
  const { from, to } = stretch;
  if (from !== undefined && to !== undefined && from >= to) return [];
  const [level, ...finer] = levels;
  if (level === undefined) return [{ ...stretch, level }];
  const { stepMs } = level;
  const first = from === undefined ? undefined : Math.ceil(from / stepMs) * stepMs;
  const last = to === undefined ? undefined : Math.floor(to / stepMs) * stepMs;
  if (first !== undefined && last !== undefined && first >= last) return segmentsOf(stretch, finer);
  return [
    ...(from === undefined || first === undefined ? [] : segmentsOf({ from, to: first }, finer)),
    { ...(first === undefined ? {} : { from: first }), ...(last === undefined ? {} : { to: last }), level },
    ...(to === undefined || last === undefined ? [] : segmentsOf({ from: last, to }, finer)),
  ];
}

function isKept(item: Selection, isDimension: (name: ColumnName) => boolean): boolean {
  if (item.kind === "column") return isDimension(item.column);
  if (item.kind === "ratio") return SUMMED_SET.has(item.numerator) && SUMMED_SET.has(item.denominator);
  const { function: name, column } = item;
  if (name === "count" || column === undefined) return true;
  if (name === "uniq") return isDimension(column);
  if (name === "sum" || name === "avg") return SUMMED_SET.has(column);
  return name === "share" && (COUNTED_SET.has(column) || (isDimension(column) && columnNamed(column)?.type === "flag"));
}

function filterColumns(filter: Filter): readonly ColumnName[] {
  if (filter.kind === "compare") return [filter.column];
  if (filter.kind === "not") return filterColumns(filter.of);
  return filter.of.flatMap(filterColumns);
}
