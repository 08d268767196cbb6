/** One figure beside what the page on statistics says of it. */
export interface Figure {
  readonly what: string;
  readonly unit: "units" | "pairs" | "cohorts" | "alarms" | "share" | "x" | "ns" | "s" | "bytes";
  readonly seen: number;
  /** The standard error of `seen`, where it is a mean over streams. */
  readonly error?: number;
  /** What the page says. */
  readonly page?: number;
  /** The least that any valid test needs, in the same unit. */
  readonly bound?: number;
  /** What is accepted. */
  readonly limit?: { readonly atMost: number } | { readonly atLeast: number };
  /** Which way a difference from the page is none: costs may be lower. */
  readonly better?: "less" | "more" | "neither";
  /** What has to be known to read it. */
  readonly note?: string;
}

/** A difference from the page that is no difference: this part of it, and three standard errors. */
const [PART, ERRORS] = [0.05, 3];

/** Whether a figure is within its limit; undefined where it has none. */
export function withinLimit({ seen, limit }: Figure): boolean | undefined {
  if (limit === undefined) return undefined;
  return "atMost" in limit ? seen <= limit.atMost : seen >= limit.atLeast;
}

/** Whether a figure is what the page says, or better where it is a cost; undefined where the page says nothing. */
export function asOnPage({ seen, error = 0, page, better = "less" }: Figure): boolean | undefined {
  if (page === undefined) return undefined;
  const room = PART * page + ERRORS * error;
  if (better === "neither") return Math.abs(seen - page) <= room;
  return better === "less" ? seen <= page + room : seen >= page - room;
}

/** The mean of some numbers and its standard error. */
export function meanOf(values: readonly number[]): { readonly seen: number; readonly error: number } {
  const seen = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - seen) ** 2, 0);
  return { seen, error: Math.sqrt(squares / Math.max(1, values.length - 1) / values.length) };
}

/** The value below which a share of some numbers lies. */
export function quantileOf(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** Standard errors by which false alarms may be more than they should: 123 of 2,000 at 5 %. */
const ABOVE = 2.36;

/** How many of so many streams may alarm falsely at an alpha, as a share. */
export function falseAlarmLimit(alpha: number, streams: number): number {
  return Math.floor(streams * alpha + ABOVE * Math.sqrt(streams * alpha * (1 - alpha))) / streams;
}
