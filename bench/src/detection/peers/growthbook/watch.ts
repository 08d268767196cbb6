import { TwoArmSums } from "../arm-sums.ts";
import type { ArmMethod } from "../method.ts";
import { effectOf } from "./effect.ts";
import { halfWidth, rhoOf, TUNING } from "./sequential.ts";

/**
 * GrowthBook's sequential test for a fall, refreshed every so many units: the fall over half the width of
 * its interval at 5 %, so that 1 is where the interval leaves no effect behind.
 */
export function growthbookSequential(every: number, alpha = 0.05): ArmMethod {
  const rho = rhoOf(alpha, TUNING, "one");
  return {
    name: `GrowthBook sequential, every ${every}`,
    threshold: 1,
    start: () => {
      const sums = new TwoArmSums();
      return {
        add: (candidate, value) => {
          sums.add(candidate, value);
          if (sums.count % every !== 0 || sums.drop() === undefined) return -Infinity;
          const effect = effectOf(sums.of("baseline"), sums.of("candidate"), "absolute");
          return -effect.estimate / halfWidth(effect, "one", alpha, rho);
        },
      };
    },
  };
}
