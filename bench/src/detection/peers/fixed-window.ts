import type { ArmMethod } from "./method.ts";
import { Window } from "./windows.ts";

/** How far below what is expected a window has to lie. */
const BELOW = 0.15;

/**
 * An alert rule as monitoring systems have them: the candidate's mean over the last few minutes is below a
 * fixed value, once. It has no notion of how many units that mean is of.
 *
 * @param units of both arms in a window: five minutes at a thousand an hour are 83.
 * @param expected the mean of healthy traffic.
 */
export function fixedWindow(units: number, expected: number): ArmMethod {
  return {
    name: `fixed threshold over ${units}`,
    threshold: BELOW,
    start: () => {
      const window = new Window(units);
      return {
        add: (candidate, value) =>
          window.add(value, candidate) && !Number.isNaN(window.mean) ? expected - window.mean : -Infinity,
      };
    },
  };
}
