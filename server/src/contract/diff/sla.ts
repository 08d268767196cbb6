import type { Comparison, Found } from "./rule.ts";
import { documentValues, steps, told } from "./value-changes.ts";

const TIMES = ["p50_ms", "p95_ms", "p99_ms", "time_to_first_token_ms"];

/** Promises that became weaker, or stronger; a promise that is no longer given is the weakest. */
export function slaChanges(comparison: Comparison, kind: "weaker" | "stronger"): readonly Found[] {
  const times = TIMES.flatMap((name) => {
    const changes = documentValues<number>(comparison, ["economics", "sla", name]);
    return steps(changes, (ms) => -(ms ?? Number.MAX_VALUE), kind === "weaker" ? "down" : "up").map((change) =>
      told(change, `the promised ${name}`),
    );
  });
  const available = documentValues<number>(comparison, ["economics", "sla", "availability"]);
  const availability = steps(available, (share) => share ?? -1, kind === "weaker" ? "down" : "up");
  return [...times, ...availability.map((change) => told(change, "the promised availability"))];
}
