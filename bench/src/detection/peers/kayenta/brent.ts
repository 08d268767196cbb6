const EPSILON = 2 ** -52;
const MOST_STEPS = 1_000;

/**
 * Where a function is zero between two places at which it has different signs, to within `tolerance`,
 * by Brent's method (1973, "Algorithms for Minimization without Derivatives", chapter 4): a step by
 * inverse quadratic or linear interpolation where that stays inside and shrinks fast enough, else by
 * halving. Of a step function it finds a jump; which place near it depends on the tolerance, so it has
 * to be R's (`uniroot`: half the tolerance, plus twice the precision of numbers there) to give R's answers.
 */
export function brentZero(value: (at: number) => number, from: number, to: number, tolerance: number): number {
  let [before, best, other] = [from, to, from];
  let [valueBefore, valueBest, valueOther] = [value(from), value(to), 0];
  valueOther = valueBefore;
  if (valueBefore === 0) return from;
  for (let step = 0; step <= MOST_STEPS; step++) {
    const last = best - before;
    if (Math.abs(valueOther) < Math.abs(valueBest)) {
      [before, best, other] = [best, other, best];
      [valueBefore, valueBest, valueOther] = [valueBest, valueOther, valueBest];
    }
    const precise = 2 * EPSILON * Math.abs(best) + tolerance / 2;
    const half = (other - best) / 2;
    if (Math.abs(half) <= precise || valueBest === 0) return best;
    let move = half;
    if (Math.abs(last) >= precise && Math.abs(valueBefore) > Math.abs(valueBest)) {
      const [up, down] = interpolated({ before, best, other, valueBefore, valueBest, valueOther });
      const inside = up < 0.75 * (other - best) * down - Math.abs(precise * down) / 2;
      if (inside && up < Math.abs((last * down) / 2)) move = up / down;
    }
    if (Math.abs(move) < precise) move = move > 0 ? precise : -precise;
    [before, valueBefore] = [best, valueBest];
    best += move;
    valueBest = value(best);
    if (valueBest > 0 === valueOther > 0 && valueBest !== 0) [other, valueOther] = [before, valueBefore];
  }
  return best;
}

interface Points {
  readonly before: number;
  readonly best: number;
  readonly other: number;
  readonly valueBefore: number;
  readonly valueBest: number;
  readonly valueOther: number;
}

/** The step from the best place as a fraction, whose upper part is not negative. */
function interpolated(points: Points): readonly [up: number, down: number] {
  const { before, best, other, valueBefore, valueBest, valueOther } = points;
  const width = other - best;
  let [up, down] = [0, 0];
  if (before === other) {
    const slope = valueBest / valueBefore;
    [up, down] = [width * slope, 1 - slope];
  } else {
    const [q, r, s] = [valueBefore / valueOther, valueBest / valueOther, valueBest / valueBefore];
    up = s * (width * q * (q - r) - (best - before) * (r - 1));
    down = (q - 1) * (r - 1) * (s - 1);
  }
  return up > 0 ? [up, -down] : [-up, down];
}
