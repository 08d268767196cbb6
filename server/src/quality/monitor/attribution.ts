import type { Coincidence } from "./value-history.ts";

/** Who changed. */
export type Layer = "product" | "provider" | "evaluator" | "unknown";

/** Whose change a fall is, and by what that is known. */
export interface Attribution {
  readonly layer: Layer;
  readonly because: string;
}

/**
 * Units that tell layers apart: the `holdback` runs the last known good contract, the `probe` set has fixed
 * prompts and pinned parameters, the `anchor` set has answers that are scored again and again.
 */
export const COMPARISON_SETS = ["holdback", "probe", "anchor"] as const;

/** One of them. */
export type ComparisonSet = (typeof COMPARISON_SETS)[number];

/** What a comparison set did since a change. */
export type SetMovement = "moved" | "still" | "unknown";

/** Attributes whose new value is the provider's doing, the product's, or the evaluator's. */
const LAYER_OF: Readonly<Record<string, Layer>> = {
  model: "provider",
  served_model: "provider",
  provider: "provider",
  upstream: "provider",
  region: "provider",
  service_tier: "provider",
  contract: "product",
  contract_version: "product",
  contract_digest: "product",
  channel: "product",
  client: "product",
  client_version: "product",
  build: "product",
  prompt: "product",
  prompt_digest: "product",
  evaluator: "evaluator",
  evaluator_version: "evaluator",
  judge: "evaluator",
  judge_model: "evaluator",
  rubric: "evaluator",
  rubric_digest: "evaluator",
};

/** Tells whose change it is from the comparison sets, and where there are none from what came up with it. */
export function attribute(
  sets: Readonly<Record<ComparisonSet, SetMovement>>,
  coincidences: readonly Coincidence[],
): Attribution {
  if (sets.anchor === "moved")
    return {
      layer: "evaluator",
      because: "the anchor set, whose answers do not change, is scored differently as well",
    };
  if (sets.probe === "moved")
    return { layer: "provider", because: "the probe set, with fixed prompts and parameters, fell as well" };
  if (sets.holdback === "moved")
    return { layer: "provider", because: "the holdback, on the last known good contract, fell as well" };
  if (sets.holdback === "still")
    return { layer: "product", because: "the holdback, on the last known good contract, did not fall" };
  if (sets.probe === "still")
    return { layer: "product", because: "the probe set, with fixed prompts and parameters, did not fall" };
  for (const { attribute: name, value, before } of coincidences) {
    const layer = LAYER_OF[name];
    if (layer !== undefined)
      return {
        layer,
        because: `${name} went from ${before ?? "none"} to ${value} when it began; no holdback or probe set says more`,
      };
  }
  return {
    layer: "unknown",
    because: "there is no holdback, probe or anchor set among the units, and nothing new came up with it",
  };
}
