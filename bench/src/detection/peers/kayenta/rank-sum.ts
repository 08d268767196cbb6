/**
 * The standardised rank sum of `experiment`, moved down by `shift`, among itself and `control`
 * (Wilcoxon 1945; Mann and Whitney 1947), ties at their mean rank, with the correction for continuity,
 * as R's `wilcox.test` has it for large samples:
 * `(W - n m / 2 - sign / 2) / sqrt(n m / 12 (n + m + 1 - sum(t^3 - t) / ((n + m) (n + m - 1))))`.
 * Falls as `shift` grows.
 *
 * @throws {RangeError} where all values are the same: then there is no scale.
 */
export function rankSumZ(experiment: readonly number[], control: readonly number[], shift: number): number {
  const [n, m] = [experiment.length, control.length];
  const all = new Float64Array(n + m);
  const moved = new Float64Array(n);
  for (let index = 0; index < n; index++) {
    moved[index] = (experiment[index] ?? 0) - shift;
    all[index] = moved[index] ?? 0;
  }
  for (let index = 0; index < m; index++) all[n + index] = control[index] ?? 0;
  all.sort();
  moved.sort();
  let [sum, ties, at] = [0, 0, 0];
  for (let from = 0; from < all.length;) {
    const value = all[from] ?? 0;
    let to = from + 1;
    while (to < all.length && all[to] === value) to++;
    const size = to - from;
    ties += size ** 3 - size;
    const rank = (from + 1 + to) / 2;
    while (at < n && moved[at] === value) {
      sum += rank;
      at++;
    }
    from = to;
  }
  const middle = sum - (n * (n + 1)) / 2 - (n * m) / 2;
  const spread = Math.sqrt(((n * m) / 12) * (n + m + 1 - ties / ((n + m) * (n + m - 1))));
  if (!(spread > 0)) throw new RangeError("all observations are tied");
  return (middle - Math.sign(middle) * 0.5) / spread;
}
