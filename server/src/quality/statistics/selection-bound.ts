/**
 * How far the difference of two arms' means can be off because more units of one arm are missing than of the other:
 * they may have been its best or its worst.
 *
 * Lee, Training, Wages, and Sample Selection (2009): of the units that answered in the arm with fewer missing the
 * share q would not have answered in the other; without them its mean moves by q/(1-q) max(m, 1-m) at most.
 *
 * @param missing shares of units that are missing, of the arm with more of them and of the other.
 * @param mean of the arm with fewer missing; values are in [0,1].
 */
export function selectionBound(missing: { readonly more: number; readonly fewer: number }, mean: number): number {
  const trimmed = (missing.more - missing.fewer) / Math.max(1e-9, 1 - missing.fewer);
  return trimmed >= 1 ? 1 : Math.min(1, (trimmed / (1 - trimmed)) * Math.max(mean, 1 - mean));
}
