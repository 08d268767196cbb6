import { WEIGHTS } from "./weights.ts";

/** Weights as they are written: a feature and its weight, parted by commas or lines. */
export function weightsOf(written: string): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const entry of written.split(/[,\n]/)) {
    const [feature, weight] = entry.trim().split(" ");
    if (feature !== undefined && weight !== undefined) weights.set(feature, Number(weight));
  }
  return weights;
}

let ready: ReadonlyMap<string, number> | undefined;

/**
 * How likely a sentence with these features limits the length of answers, from 0 to 1, by what labelled edits teach
 * (logistic regression; `training.ts` makes the weights).
 */
export function likelihoodOf(features: ReadonlySet<string>): number {
  const weights = (ready ??= weightsOf(WEIGHTS));
  let sum = weights.get("bias") ?? 0;
  for (const feature of features) sum += weights.get(feature) ?? 0;
  return 1 / (1 + Math.exp(-sum));
}
