import type { ArmMethod } from "../method.ts";
import { Window } from "../windows.ts";
import { rankSumZ } from "./rank-sum.ts";
import { shiftEstimate } from "./shift-interval.ts";

/** How a canary analysis is laid out. */
export interface CanaryOptions {
  /** Units of both arms to one point of a metric: five minutes at a thousand an hour are 83. */
  readonly units: number;
  /** Points between two judgements. */
  readonly points: number;
  readonly tolerance: number;
}

/** The normal quantile of 1 %: what a confidence of 98 % leaves on each side. */
const NINETY_EIGHT = 2.3263478740408408;

/**
 * Kayenta's judge on a metric that must not fall: each arm's mean of a few minutes is a point, and all
 * points so far are judged again every hour. Its interval of a confidence lies below minus the tolerance
 * times the estimate exactly where the rank sum at that shift lies below the quantile: that is the statistic.
 */
export function kayentaCanary({ units, points, tolerance }: CanaryOptions): ArmMethod {
  return {
    name: `Kayenta, every ${units * points}`,
    threshold: NINETY_EIGHT,
    start: () => {
      const windows = [new Window(units), new Window(units)] as const;
      const means: [number[], number[]] = [[], []];
      return {
        add: (candidate, value) => {
          windows[0].add(value, !candidate);
          if (!windows[1].add(value, candidate)) return -Infinity;
          for (const arm of [0, 1] as const) if (!Number.isNaN(windows[arm].mean)) means[arm].push(windows[arm].mean);
          if (means[1].length === 0 || means[1].length % points !== 0) return -Infinity;
          const [control, experiment] = means.map((one) => Float64Array.from(one).sort()) as [
            Float64Array,
            Float64Array,
          ];
          // Where every point is the same there is nothing to rank.
          if (control[0] === experiment.at(-1) && experiment[0] === control.at(-1)) return -Infinity;
          const beyond = tolerance * Math.abs(shiftEstimate(experiment, control));
          return -rankSumZ(experiment, control, -beyond);
        },
      };
    },
  };
}
