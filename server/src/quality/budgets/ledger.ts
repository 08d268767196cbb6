/** What drift of a signal is allowed: so much of it, on the mean over a period. */
export interface QualityBudget {
  readonly periodMs: number;
  /** As a drop of the signal's mean: 0.01 is one point for the whole period, or ten for a tenth of it. */
  readonly drift: number;
}

/** A time in which a signal was below its baseline, in all its units or a part of them. */
export interface Drift {
  /** What it is put down to: an alert, a rollout. */
  readonly cause: string;
  /** Milliseconds since 1970; without an end it goes on. */
  readonly from: number;
  readonly until?: number;
  readonly drop: number;
  /** Part of the units that it is about. */
  readonly share: number;
}

/** What one drift has used of a budget in the period that ends now. */
export interface LedgerEntry extends Drift {
  readonly used: number;
}

/** A budget as it stands. */
export interface BudgetStanding {
  readonly period_ms: number;
  readonly drift: number;
  /** Of `drift`, by all entries together. */
  readonly used: number;
  /** What is left of it; below 0 where it is overdrawn. */
  readonly left: number;
  /** How many times faster than allowed it is being used now: at 1 it is used up when a whole period is over. */
  readonly burn: number;
  /** When it is used up if this goes on; null where nothing is used now, or it is used up already. */
  readonly exhausted_at: number | null;
  readonly entries: readonly LedgerEntry[];
}

/**
 * The ledger of a budget over the period that ends at `now`. A drift uses its drop, times its share of the units,
 * times the part of the period that it took.
 */
export function budgetStanding(
  { periodMs, drift }: QualityBudget,
  drifts: readonly Drift[],
  now: number,
): BudgetStanding {
  const start = now - periodMs;
  const entries = drifts.flatMap((one): LedgerEntry[] => {
    const from = Math.max(start, one.from);
    const until = Math.min(now, one.until ?? now);
    return until <= from ? [] : [{ ...one, used: rateOf(one) * ((until - from) / periodMs) }];
  });
  const used = entries.reduce((sum, entry) => sum + entry.used, 0);
  const rate = drifts.reduce((sum, one) => sum + (one.until === undefined && one.from <= now ? rateOf(one) : 0), 0);
  const left = drift - used;
  return {
    period_ms: periodMs,
    drift,
    used,
    left,
    burn: rate / drift,
    exhausted_at: rate > 0 && left > 0 ? Math.round(now + (left / rate) * periodMs) : null,
    entries,
  };
}

/** How much a drift lowers the mean of all units while it goes on. A rise gives nothing back. */
function rateOf({ drop, share }: Drift): number {
  return Math.max(0, drop) * Math.min(1, Math.max(0, share));
}
