/** Reasoning efforts from the least to the most; `none` is no reasoning at all. */
export const EFFORTS = ["none", "minimal", "low", "medium", "high", "xhigh", "max"] as const;

/** One of the known efforts. */
export type Effort = (typeof EFFORTS)[number];

/** The place of an effort on the scale, from 0; `undefined` for a name that is not on it. */
export function effortRank(effort: string): number | undefined {
  const rank = (EFFORTS as readonly string[]).indexOf(effort);
  return rank === -1 ? undefined : rank;
}

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** How a duration is written: a number and a unit without a space, such as `90s`, `1h` or `30d`. */
export const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w)$/;

/** A duration in milliseconds; `undefined` when the text is none. */
export function durationMs(text: string): number | undefined {
  const parts = DURATION.exec(text);
  if (parts === null) return undefined;
  return Number(parts[1]) * (UNIT_MS[parts[2] ?? ""] ?? Number.NaN);
}

const BUDGETED = /^enabled:(\d+)$/;

/** The budget in tokens of a thinking value such as `enabled:8000`; `undefined` for every other value. */
export function thinkingBudget(thinking: string): number | undefined {
  const parts = BUDGETED.exec(thinking);
  return parts === null ? undefined : Number(parts[1]);
}
