import { TwoArmSums } from "./arm-sums.ts";
import type { ArmMethod } from "./method.ts";

/** 5 % of one side, at one look. */
const ONE_SIDED = 1.6448536269514722;

/**
 * A z-test of two means, looked at every so many units as if each look were the only one: the drop over
 * its standard error (Armitage, McPherson and Rowe 1969 on what that does to its errors).
 */
export function peekingZ(every: number): ArmMethod {
  return {
    name: `z-test, peeked at every ${every}`,
    threshold: ONE_SIDED,
    start: () => {
      const sums = new TwoArmSums();
      return {
        add: (candidate, value) => {
          sums.add(candidate, value);
          const seen = sums.count % every === 0 ? sums.drop() : undefined;
          return seen === undefined ? -Infinity : seen.drop / Math.sqrt(seen.variance);
        },
      };
    },
  };
}
