/** What was seen of a process at a moment. */
export interface MemorySample {
  /** Requests that it had answered. */
  readonly requests: number;
  /** Resident memory in MB. */
  readonly rss: number;
}

/** A line through samples: what memory does for so many requests more, and how sure that is. */
export interface Slope {
  /** MB for each 100,000 requests. */
  readonly slope: number;
  /** Half the width of its 95 % interval, as if the samples were independent. */
  readonly within: number;
}

/** Least squares (the usual formulas; the interval by the normal's 1.96, for there are many samples). */
export function slopeOf(samples: readonly MemorySample[]): Slope {
  const n = samples.length;
  const x = samples.map(({ requests }) => requests / 100_000);
  const y = samples.map(({ rss }) => rss);
  const meanX = x.reduce((sum, one) => sum + one, 0) / n;
  const meanY = y.reduce((sum, one) => sum + one, 0) / n;
  const sxx = x.reduce((sum, one) => sum + (one - meanX) ** 2, 0);
  const sxy = x.reduce((sum, one, index) => sum + (one - meanX) * (y[index]! - meanY), 0);
  const slope = sxy / sxx;
  const residual = y.reduce((sum, one, index) => sum + (one - meanY - slope * (x[index]! - meanX)) ** 2, 0);
  return { slope, within: 1.96 * Math.sqrt(residual / Math.max(1, n - 2) / sxx) };
}
