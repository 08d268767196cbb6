import { TwoArmSums } from "./arm-sums.ts";
import type { ArmMethod, ChangeMethod } from "./method.ts";
import { Window } from "./windows.ts";

/** Three standard errors: what control charts take (Shewhart 1931). */
const THREE_SIGMA = 3;

/** The z-test of two means over each window for itself; what earlier windows have seen is forgotten. */
export function tumblingWindow(units: number): ArmMethod {
  return {
    name: `tumbling windows of ${units}`,
    threshold: THREE_SIGMA,
    start: () => {
      let sums = new TwoArmSums();
      return {
        add: (candidate, value) => {
          sums.add(candidate, value);
          if (sums.count < units) return -Infinity;
          const seen = sums.drop();
          sums = new TwoArmSums();
          return seen === undefined ? -Infinity : seen.drop / Math.sqrt(seen.variance);
        },
      };
    },
  };
}

/** A control chart of the mean of each window against a baseline that is known. */
export function tumblingMean(units: number, mean: number): ChangeMethod {
  const error = Math.sqrt((mean * (1 - mean)) / units);
  return {
    name: `tumbling windows of ${units}`,
    threshold: THREE_SIGMA,
    start: () => {
      const window = new Window(units);
      return { add: (value) => (window.add(value, true) ? (mean - window.mean) / error : -Infinity) };
    },
  };
}
