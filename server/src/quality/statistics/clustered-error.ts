/** A mean with its standard error. */
export interface MeanWithError {
  readonly mean: number;
  readonly standardError: number;
  readonly clusters: number;
}

/**
 * The mean of some values and its standard error where values of one cluster go together (Liang and Zeger
 * 1986, with the correction G / (G - 1) for few clusters).
 *
 * @param clusters of each value.
 */
export function clusteredMean(values: readonly number[], clusters: readonly string[]): MeanWithError {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const residuals = new Map<string, number>();
  values.forEach((value, index) => {
    const cluster = clusters[index] ?? "";
    residuals.set(cluster, (residuals.get(cluster) ?? 0) + value - mean);
  });
  const count = residuals.size;
  let squares = 0;
  for (const residual of residuals.values()) squares += residual * residual;
  const variance = count < 2 ? Infinity : (squares / values.length ** 2) * (count / (count - 1));
  return { mean, standardError: Math.sqrt(variance), clusters: count };
}
