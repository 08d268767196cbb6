/** A unit that is bet on. */
export interface BetUnit {
  readonly candidate: boolean;
  readonly value: number;
  /** Probabilities of the arms, baseline's and candidate's, when it was assigned. */
  readonly pa: number;
  readonly pb: number;
}

/** What a unit wins for each part of what is staked, and how much may be staked at most. */
export interface Bet {
  /** What the unit's outcome is held against, within the limits that keep the caps from nothing. */
  readonly centre: number;
  readonly gain: number;
  readonly cap: number;
}

const LEAST_CENTRE = 0.02;

function centreOf(forecast: number): number {
  return Math.min(1 - LEAST_CENTRE, Math.max(LEAST_CENTRE, forecast));
}

/**
 * The bet against "the drop is at most `harm`": baseline's units win by `(y - c) / pi_a`, the candidate's
 * by `-(y - c + harm) / pi_b`. No outcome loses more than half of what there is. `harm` may be any drop in
 * [-1,1]: an interval is made of such bets.
 */
export function rollbackBet({ candidate, value, pa, pb }: BetUnit, forecast: number, harm: number): Bet {
  const centre = centreOf(forecast);
  const worst = 1 - centre + harm;
  return {
    centre,
    gain: candidate ? -(value - centre + harm) / pb : (value - centre) / pa,
    cap: 0.5 * Math.min(pa / centre, worst > 0 ? pb / worst : Infinity),
  };
}

/**
 * The bet against "the drop is at least `margin`", as `rollbackBet` turned round. Where the centre is below
 * the margin a candidate cannot fall that far, and its factor cannot fall below 1.
 */
export function promotionBet({ candidate, value, pa, pb }: BetUnit, forecast: number, margin: number): Bet {
  const centre = centreOf(forecast);
  return {
    centre,
    gain: candidate ? (value - centre + margin) / pb : -(value - centre) / pa,
    cap: 0.5 * Math.min(pa / (1 - centre), centre > margin ? pb / (centre - margin) : Infinity),
  };
}
