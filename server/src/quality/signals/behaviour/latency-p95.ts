import { quantileOf } from "./measures.ts";
import { type BehaviourSignal, numberDefinition } from "./signal.ts";

/** How long nineteen of twenty whole answers took at most, in milliseconds. */
export const latencyP95: BehaviourSignal<"duration_ms" | "outcome"> = {
  definition: numberDefinition("latency_p95", "lower", { kind: "log", low: 100, high: 1_000_000 }),
  doc: "How long nineteen of twenty whole answers took at most, in milliseconds.",
  columns: ["duration_ms", "outcome"],
  agents: "main",
  measure: (records) =>
    quantileOf(
      records.flatMap(({ duration_ms, outcome }) =>
        outcome === "complete" && duration_ms !== null ? [duration_ms] : [],
      ),
      0.95,
    ),
};
