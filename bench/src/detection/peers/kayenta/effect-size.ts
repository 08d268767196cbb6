/** How the size of an effect is said: as a ratio of means, or as a probability. */
export type EffectMeasure = "meanRatio" | "cles";

/**
 * Mean of the experiment over mean of the control; NaN where either is zero, and there is no ratio that
 * says anything. Or the common-language effect size of Vargha and Delaney (2000): how often a value of
 * the experiment is above one of the control, ties as halves.
 */
export function effectSize(experiment: ArrayLike<number>, control: ArrayLike<number>, measure: EffectMeasure): number {
  if (measure === "cles") return probabilityAbove(experiment, control);
  const [above, below] = [mean(experiment), mean(control)];
  return above === 0 || below === 0 ? Number.NaN : above / below;
}

function probabilityAbove(experiment: ArrayLike<number>, control: ArrayLike<number>): number {
  let pairs = 0;
  for (const one of Array.from(experiment))
    for (const other of Array.from(control)) pairs += one > other ? 1 : one === other ? 0.5 : 0;
  return pairs / (experiment.length * control.length);
}

/** The mean of some values; NaN of none. */
export function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}
