import zeta from "@stdlib/math-base-special-riemann-zeta";

/** How a line is stitched over epochs: each `eta` times as long as the one before, the k-th with the share k^-s. */
export interface Epochs {
  readonly s?: number;
  readonly eta?: number;
}

const [S, ETA] = [1.4, 2];

function constants({ s = S, eta = ETA }: Epochs) {
  return { s, eta, k1: (eta ** 0.25 + eta ** -0.25) / Math.SQRT2, k2: (Math.sqrt(eta) + 1) / 2 };
}

/**
 * The bound in closed form that grows as slowly as any can, with the law of the iterated logarithm
 * (Howard et al. 2021, theorem 1): `sqrt(k1^2 v l + (k2 c l)^2) + k2 c l` with
 * `l = s ln ln(eta v / least) + ln(zeta(s) / ln(eta)^s) + ln(1/alpha)`.
 *
 * @param least the variance from which on it holds; below it the bound is that of `least`.
 * @param c the scale of a deviation's tail; 0 for sub-Gaussian ones.
 */
export function polyStitchingBound(v: number, alpha: number, least: number, c = 0, epochs: Epochs = {}): number {
  const { s, eta, k1, k2 } = constants(epochs);
  const at = Math.max(v, least);
  const l = s * Math.log(Math.log((eta * at) / least)) + Math.log(zeta(s) / Math.log(eta) ** s) + Math.log(1 / alpha);
  const tail = k2 * c * l;
  return Math.sqrt(k1 * k1 * at * l + tail * tail) + tail;
}

/** How far neighbouring quantiles are stitched together, on the logit scale, at the time it is tuned for. */
const DELTA = 0.5;

/**
 * How many more values than expected may lie below the `p`-quantile among `t`, for every t and every
 * p at once (Howard and Ramdas 2022, "Sequential estimation of quantiles", theorem 4): the line above,
 * stitched over quantiles too.
 *
 * @param tuned the number of values for which it is tightest.
 */
export function doubleStitchingBound(
  p: number,
  t: number,
  alpha: number,
  tuned: number,
  { delta = DELTA, ...epochs }: Epochs & { readonly delta?: number } = {},
): number {
  const { s, eta, k1, k2 } = constants(epochs);
  const at = Math.max(t, tuned);
  const logit = Math.log(p / (1 - p));
  const near = p >= 0.5 ? p : Math.min(0.5, 1 / (1 + Math.exp(-logit - 2 * delta * Math.sqrt((tuned * eta) / at))));
  const variance = near * (1 - near);
  const steps = (Math.sqrt(at / tuned) * Math.abs(logit)) / (2 * delta) + 1;
  const z = zeta(s);
  const l =
    s * Math.log(Math.log((eta * at) / tuned)) +
    s * Math.log(steps) +
    Math.log((2 * z * (2 * z + 1)) / (alpha * Math.log(eta) ** s));
  const tail = ((k2 * (1 - 2 * p)) / 3) * l;
  return delta * Math.sqrt((eta * at * variance) / tuned) + Math.sqrt(k1 * k1 * variance * at * l + tail * tail) + tail;
}
