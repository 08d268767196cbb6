import { TwoArmSums } from "./arm-sums.ts";
import type { ArmMethod } from "./method.ts";

/** 1/alpha at 5 %. */
const FIVE_PERCENT = Math.log(20);

/**
 * The mixture sequential probability ratio test of a difference of means, mixed over normal effects with
 * the variance `tau^2` (Robbins 1970; Johari, Koomen, Pekelis and Walsh 2017, "Peeking at A/B tests"), of
 * which a fall counts only: with the variance V of the difference d,
 * `ln sqrt(V / (V + tau^2)) + tau^2 d^2 / (2 V (V + tau^2))`.
 *
 * @param tau how large effects are thought to be.
 */
export function normalMsprt(every: number, tau: number): ArmMethod {
  return {
    name: `mSPRT, normal mixture, every ${every}`,
    threshold: FIVE_PERCENT,
    start: () => {
      const sums = new TwoArmSums();
      return {
        add: (candidate, value) => {
          sums.add(candidate, value);
          const seen = sums.count % every === 0 ? sums.drop() : undefined;
          if (seen === undefined || seen.drop <= 0) return -Infinity;
          const { drop, variance } = seen;
          const wide = variance + tau * tau;
          return 0.5 * Math.log(variance / wide) + (tau * tau * drop * drop) / (2 * variance * wide);
        },
      };
    },
  };
}
