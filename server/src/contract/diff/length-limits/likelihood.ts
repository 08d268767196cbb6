import { WEIGHTS } from "./weights.ts";

let ready: { readonly bias: number; readonly weights: ReadonlyMap<string, number> } | undefined;

/** Weights as they are written: a feature and its weight, parted by commas or lines. */
function readied(): NonNullable<typeof ready> {
  if (ready !== undefined) return ready;
  const weights = new Map<string, number>();
  for (const entry of WEIGHTS.split(/[,\n]/)) {
    const [feature, weight] = entry.trim().split(" ");
    if (feature !== undefined && weight !== undefined) weights.set(feature, Number(weight));
  }
  return (ready = { bias: weights.get("bias") ?? 0, weights });
}

/**
 * How likely a sentence with these features limits the length of answers, from 0 to 1, by what labelled edits teach
 * (logistic regression; `training.ts` makes the weights).
 */
export function likelihoodOf(features: ReadonlySet<string>): number {
  const { bias, weights } = readied();
  let sum = bias;
  for (const feature of features) sum += weights.get(feature) ?? 0;
  return 1 / (1 + Math.exp(-sum));
}
