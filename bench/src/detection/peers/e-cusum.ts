import { DROPS } from "../../../../server/src/quality/statistics/mixture.ts";
import type { ChangeMethod } from "./method.ts";

/**
 * The mixture of e-CUSUM detectors (Shin, Ramdas and Rinaldo 2024, "E-detectors"), with the stakes of our
 * own test: `R <- max(R, 1) (1 + l (m0 - y))`, alarm at the run length. The statistic is its logarithm.
 */
export function eCusum(mean: number, runLength: number): ChangeMethod {
  const variance = mean * (1 - mean);
  const stakes = DROPS.drops.map((drop) => Math.min(1 / (2 * (1 - mean)), drop / (variance + drop * drop)));
  return {
    name: "e-CUSUM",
    threshold: Math.log(runLength),
    start: () => {
      const evidence = stakes.map(() => 0);
      return {
        add: (value) => {
          let sum = 0;
          for (let j = 0; j < stakes.length; j++) {
            evidence[j] = Math.max(evidence[j]!, 1) * (1 + stakes[j]! * (mean - value));
            sum += DROPS.weights[j]! * evidence[j]!;
          }
          return Math.log(sum);
        },
      };
    },
  };
}
