/**
 * E-values of several nulls as one e-value: their weighted sum, which is one under any dependence when
 * the weights sum to at most 1 (Vovk and Wang 2021). It is never less than what Bonferroni's correction
 * of the same weights would act on.
 *
 * @throws {RangeError} where a weight is missing, or the weights sum to more than 1.
 */
export function weightedEvidence(evidence: readonly number[], weights: readonly number[]): number {
  if (weights.length !== evidence.length) throw new RangeError("every e-value needs a weight");
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  if (!(whole <= 1 + 1e-9)) throw new RangeError(`weights sum to ${whole}, and may sum to 1`);
  return evidence.reduce((sum, one, index) => sum + (weights[index] ?? 0) * one, 0);
}

/**
 * Which of many nulls can be reported as false with a false discovery rate of at most `alpha`, under any
 * dependence: those with the k largest e-values, for the largest k whose k-th is at least K / (k alpha)
 * (e-BH, Wang and Ramdas 2022).
 *
 * @returns their places, in the order that they were given.
 */
export function discoveries(evidence: readonly number[], alpha: number): readonly number[] {
  const order = evidence.map((one, index) => ({ one, index })).toSorted((a, b) => b.one - a.one);
  let count = 0;
  for (let k = 1; k <= order.length; k++) if ((order[k - 1]?.one ?? 0) >= evidence.length / (k * alpha)) count = k;
  return order
    .slice(0, count)
    .map(({ index }) => index)
    .toSorted((a, b) => a - b);
}
