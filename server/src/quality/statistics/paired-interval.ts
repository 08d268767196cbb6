import type { Interval } from "./drop-interval.ts";
import { LossNull } from "./loss-null.ts";
import { boundOfRest, type Claim } from "./paired-gate.ts";

const PLACES = 400;

/** Of what an interval of losses speaks. */
export interface PairedIntervalOptions {
  readonly claim: Claim;
  readonly scenarios: number;
  /** Both sides together. */
  readonly alpha: number;
}

/**
 * An interval that holds the mean loss with a probability of at least 1 - alpha at every pair at once, by
 * inversion of the gate's tests over a grid of half points. With the claim `suite` it holds the mean of the
 * whole suite, and is that mean when all have run.
 */
export function pairedInterval(
  losses: readonly number[],
  { claim, scenarios, alpha }: PairedIntervalOptions,
): Interval {
  const act = Math.log(2 / alpha);
  const sum = losses.reduce((total, loss) => total + loss, 0);
  if (losses.length === 0) return [-1, 1];
  const mean = sum / losses.length;
  if (claim === "suite" && losses.length >= scenarios) return [mean, mean];
  const refutes = (bound: number, against: "at_most" | "at_least"): boolean => {
    const test = new LossNull(against);
    let so = 0;
    for (let index = 0; index < losses.length; index++) {
      const loss = losses[index] ?? 0;
      test.add(loss, claim === "product" ? bound : boundOfRest(bound, scenarios, index, so));
      so += loss;
      if (test.log >= act) return true;
    }
    if (claim === "suite") test.close(boundOfRest(bound, scenarios, losses.length, so));
    return test.log >= act;
  };
  // Whoever loses less is refuted before whoever loses more: the edges are found by halving.
  return [edge(mean, -1, (bound) => refutes(bound, "at_most")), edge(mean, 1, (bound) => refutes(bound, "at_least"))];
}

/** The outermost bound, from the mean towards `end`, that is not refuted. */
function edge(mean: number, end: -1 | 1, refuted: (bound: number) => boolean): number {
  let [kept, out] = [0, PLACES];
  const at = (place: number): number => mean + ((end - mean) * place) / PLACES;
  if (!refuted(at(out))) return end;
  while (out - kept > 1) {
    const middle = Math.floor((kept + out) / 2);
    if (refuted(at(middle))) out = middle;
    else kept = middle;
  }
  // The last that was refuted, so that what lies between is inside.
  return at(out);
}
