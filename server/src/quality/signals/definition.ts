/** How many values of one unit become one. */
export const AGGREGATES = ["mean", "sum", "last", "max", "min"] as const;

/** One of the ways. */
export type Aggregate = (typeof AGGREGATES)[number];

/**
 * Where values lie in [0,1]: between two bounds in even steps, or, for tails as heavy as those of
 * times, tokens and costs, by their logarithm between two bounds above zero. What is beyond a
 * bound counts as the bound, so that no single value can weigh more than the test allows.
 */
export type Scale =
  | { readonly kind: "linear"; readonly low: number; readonly high: number }
  | { readonly kind: "log"; readonly low: number; readonly high: number };

/** How a signal is measured on a unit. */
export interface SignalDefinition {
  readonly name: string;
  /** Which values are better. */
  readonly orientation: "higher" | "lower";
  readonly scale: Scale;
  readonly aggregate: Aggregate;
  /** Milliseconds after a unit's assignment in which what is seen of it counts. */
  readonly windowMs: number;
}

const DAY = 86_400_000;

/** What holds for a signal of which nobody has said how it is measured. */
export function usualDefinition(name: string): SignalDefinition {
  return {
    name,
    orientation: "higher",
    scale: { kind: "linear", low: 0, high: 1 },
    aggregate: "mean",
    windowMs: DAY,
  };
}
