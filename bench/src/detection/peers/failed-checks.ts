import type { ArmMethod } from "./method.ts";
import { Window } from "./windows.ts";

/** How far below what is expected a check fails. */
const BELOW = 0.05;

/** Which failed checks add up: all that there were, or those without a good one in between. */
export interface FailedChecksOptions {
  readonly name: string;
  /** Units of both arms between two checks. */
  readonly units: number;
  readonly expected: number;
  /** At so many failed checks it rolls back. */
  readonly failures: number;
  readonly inARow: boolean;
}

/**
 * Rolls back when a number of checks of the candidate's mean have failed. Argo Rollouts fails an analysis
 * at more than `failureLimit` failed measurements (`assessMetricFailureInconclusiveOrError`), Flagger a
 * canary at `threshold` failed checks (`advanceCanary`): both count all that there were, and no good check
 * takes one back. The statistic is the value below `expected` at which so many checks would have failed.
 */
export function failedChecks({ name, units, expected, failures, inARow }: FailedChecksOptions): ArmMethod {
  return {
    name,
    threshold: BELOW,
    start: () => {
      const window = new Window(units);
      /** How far below the checks so far were: the worst of all of them, or the last ones. */
      let worst: number[] = [];
      return {
        add: (candidate, value) => {
          if (!window.add(value, candidate) || Number.isNaN(window.mean)) return -Infinity;
          worst = [...worst, expected - window.mean];
          worst = inARow ? worst.slice(-failures) : worst.toSorted((a, b) => b - a).slice(0, failures);
          return worst.length < failures ? -Infinity : Math.min(...worst);
        },
      };
    },
  };
}
