import { renderTable } from "../table.ts";
import type { SoakResult } from "./run.ts";

/** The result as a table for people. */
export function renderSoak(result: SoakResult): string {
  const mb = (value: number): string => `${value.toFixed(0)} MB`;
  const { slope, within } = result.slope;
  return renderTable(
    ["what", "seen"],
    [
      ["requests, in minutes", `${result.requests}, ${result.minutes.toFixed(1)}`],
      ["resident at the start", mb(result.rss_at_start)],
      ["resident at the end", mb(result.rss_at_end)],
      ["resident at most", mb(result.rss_highest)],
      [
        "a hundred thousand more, in the second half",
        // A line takes three points to say how sure it is.
        result.samples.length < 6
          ? "too few looks to tell"
          : `${slope.toFixed(2)} MB, give or take ${within.toFixed(2)}`,
      ],
      ["descriptors, at the start and the end", `${result.descriptors_at_start}, ${result.descriptors_at_end}`],
    ],
  );
}
