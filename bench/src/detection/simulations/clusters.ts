import { ArmComparison } from "../../../../server/src/quality/statistics/arm-comparison.ts";
import { beta, type Random } from "../random.ts";

/** Sessions of turns that are alike, and what is taken for a unit. */
export interface SessionsCase {
  readonly base: number;
  readonly drop: number;
  readonly sessions: number;
  readonly turns: number;
  /** Of the turns of a session. */
  readonly correlation: number;
  readonly unit: "turn" | "session";
  readonly alpha: number;
}

/** @returns the session at which a rollback acts; Infinity where none does. */
export function simulateSessions(one: SessionsCase, random: Random): readonly [number] {
  const comparison = new ArmComparison({ harm: 0, margin: 0.03 });
  const acts = Math.log(1 / one.alpha);
  const spread = 1 / one.correlation - 1;
  for (let session = 1; session <= one.sessions; session++) {
    const arm = random() < 0.5 ? "candidate" : "baseline";
    const mean = one.base - (arm === "candidate" ? one.drop : 0);
    const own = beta(mean * spread, (1 - mean) * spread, random);
    let sum = 0;
    for (let turn = 0; turn < one.turns; turn++) {
      const value = random() < own ? 1 : 0;
      sum += value;
      if (one.unit === "turn") comparison.add({ arm, value, probability: 0.5 });
    }
    if (one.unit === "session") comparison.add({ arm, value: sum / one.turns, probability: 0.5 });
    if (comparison.logRollback >= acts) return [session];
  }
  return [Infinity];
}

/** Users who come back at every stage of a ramp, each with a share of their own. */
export interface ReentryCase {
  readonly base: number;
  readonly users: number;
  readonly correlation: number;
  /** Shares of the candidate, one stage after the other. */
  readonly shares: readonly number[];
  /** How often each user comes at each stage. */
  readonly visits: number;
  /** Whether a user counts each time, or once. */
  readonly counts: "each-time" | "once";
  readonly alpha: number;
}

/** @returns 1 where there is a rollback although nothing is worse, else 0. */
export function simulateReentry(one: ReentryCase, random: Random): readonly [number] {
  const comparison = new ArmComparison({ harm: 0, margin: 0.03 });
  const acts = Math.log(1 / one.alpha);
  const spread = 1 / one.correlation - 1;
  const users = Array.from({ length: one.users }, () => ({
    bucket: random(),
    own: beta(one.base * spread, (1 - one.base) * spread, random),
    seen: false,
  }));
  for (const share of one.shares) {
    for (let visit = 0; visit < one.visits; visit++) {
      for (const user of users) {
        if (user.seen && one.counts === "once") continue;
        user.seen = true;
        const candidate = user.bucket < share;
        comparison.add({
          arm: candidate ? "candidate" : "baseline",
          value: random() < user.own ? 1 : 0,
          probability: candidate ? share : 1 - share,
        });
        if (comparison.logRollback >= acts) return [1];
      }
    }
  }
  return [0];
}
