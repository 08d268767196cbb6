/** Sums of an arm's values: enough for its mean and its variance. */
export interface ArmSums {
  readonly count: number;
  readonly sum: number;
  readonly squares: number;
}

/** By how much the treatment's mean differs, and how well that is known. */
export interface Effect {
  readonly estimate: number;
  readonly error: number;
  /** Units of both arms. */
  readonly count: number;
  /** Degrees of freedom, by Welch and Satterthwaite. */
  readonly freedom: number;
}

/**
 * The difference of two means, or that as a part of the control's (the delta method):
 * variance `v_b / (m_a^2 n_b) + v_a m_b^2 / (m_a^4 n_a)`, as GrowthBook's engine has it
 * (github.com/growthbook/growthbook, `gbstats/frequentist/tests.py`).
 */
export function effectOf(control: ArmSums, treatment: ArmSums, difference: "absolute" | "relative"): Effect {
  const [a, b] = [momentsOf(control), momentsOf(treatment)];
  const welch =
    (a.variance / a.count + b.variance / b.count) ** 2 /
    ((a.variance / a.count) ** 2 / (a.count - 1) + (b.variance / b.count) ** 2 / (b.count - 1));
  const known = { count: a.count + b.count, freedom: welch };
  if (difference === "absolute")
    return { ...known, estimate: b.mean - a.mean, error: Math.sqrt(a.variance / a.count + b.variance / b.count) };
  const variance = b.variance / (a.mean ** 2 * b.count) + (a.variance * b.mean ** 2) / (a.mean ** 4 * a.count);
  return { ...known, estimate: (b.mean - a.mean) / a.mean, error: Math.sqrt(variance) };
}

/** The sums of so many successes: their variance is `p (1 - p)`, with `count` below the line. */
export function sumsOfShare(successes: number, count: number): ArmSums {
  const variance = (successes / count) * (1 - successes / count);
  return { count, sum: successes, squares: variance * (count - 1) + (successes * successes) / count };
}

function momentsOf({ count, sum, squares }: ArmSums) {
  return { count, mean: sum / count, variance: (squares - (sum * sum) / count) / (count - 1) };
}
