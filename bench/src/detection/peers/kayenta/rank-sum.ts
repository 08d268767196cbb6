/**
 * The standardised rank sum of `experiment`, moved down by `shift`, among itself and `control`
 * (Wilcoxon 1945; Mann and Whitney 1947), ties at their mean rank, with the correction for continuity,
 * as R's `wilcox.test` has it for large samples:
 * `(W - n m / 2 - sign / 2) / sqrt(n m / 12 (n + m + 1 - sum(t^3 - t) / ((n + m) (n + m - 1))))`.
 * Falls as `shift` grows.
 *
 * @param experiment sorted, as is `control`.
 * @throws {RangeError} where all values are the same: then there is no scale.
 */
export function rankSumZ(experiment: Float64Array, control: Float64Array, shift: number): number {
  const [n, m] = [experiment.length, control.length];
  let [sum, ties, i, j] = [0, 0, 0, 0];
  while (i < n || j < m) {
    const mine = i < n ? experiment[i]! - shift : Infinity;
    const theirs = j < m ? control[j]! : Infinity;
    const value = Math.min(mine, theirs);
    const [fromI, fromJ] = [i, j];
    while (i < n && experiment[i]! - shift === value) i++;
    while (j < m && control[j] === value) j++;
    const size = i - fromI + (j - fromJ);
    if (size > 1) ties += size ** 3 - size;
    sum += (i - fromI) * (fromI + fromJ + (size + 1) / 2);
  }
  const middle = sum - (n * (n + 1)) / 2 - (n * m) / 2;
  const spread = Math.sqrt(((n * m) / 12) * (n + m + 1 - ties / ((n + m) * (n + m - 1))));
  if (!(spread > 0)) throw new RangeError("all observations are tied");
  return (middle - Math.sign(middle) * 0.5) / spread;
}
