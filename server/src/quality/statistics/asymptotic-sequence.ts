/** How sharply a sequence is tuned: its interval is narrowest near this many values. */
const TUNED_TO = 1_000;

/**
 * Half the width of an interval around the mean of `count` values that holds their expectation at every count
 * at once, with a probability that tends to 1 - alpha: an asymptotic confidence sequence (Waudby-Smith, Arbour,
 * Sinha, Kennedy and Ramdas 2024). For means of values without bounds (cost, tokens, latency), which no exact
 * sequence holds; nothing is decided by it.
 *
 * @param variance of the values.
 * @returns in the values' own unit; Infinity before the second value.
 */
export function asymptoticHalfWidth(count: number, variance: number, alpha: number, tunedTo = TUNED_TO): number {
  if (count < 2) return Infinity;
  const rho2 = (2 * Math.log(1 / alpha) + Math.log(1 + 2 * Math.log(1 / alpha))) / tunedTo;
  const grown = count * rho2 + 1;
  return Math.sqrt((2 * variance * grown * Math.log(Math.sqrt(grown) / alpha)) / (count * count * rho2));
}
