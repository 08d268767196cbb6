import type { ChangeMethod } from "./method.ts";

/** River's defaults (riverml.xyz, `drift.PageHinkley`). */
const [THRESHOLD, DELTA, LEAST] = [50, 0.005, 30];

/**
 * Page and Hinkley's test for a fall (Page 1954; Hinkley 1971), against the running mean of the stream
 * itself: with `m = sum(x - mean + delta)`, the largest m so far less m now.
 */
export function pageHinkley(): ChangeMethod {
  return {
    name: "Page-Hinkley",
    threshold: THRESHOLD,
    start: () => {
      let [count, mean, sum, most] = [0, 0, 0, 0];
      return {
        add: (value) => {
          count++;
          mean += (value - mean) / count;
          sum += value - mean + DELTA;
          most = Math.max(most, sum);
          return count < LEAST ? -Infinity : most - sum;
        },
      };
    },
  };
}
