import { type EffectMeasure, effectSize, mean } from "./effect-size.ts";
import { shiftInterval } from "./shift-interval.ts";

/** What Kayenta's judge says of a metric. */
export type Classification = "High" | "Low" | "Pass" | "Nodata";

/** Which way a metric must not go. */
export type Direction = "Increase" | "Decrease" | "Either";

/** How Kayenta's Mann-Whitney classifier is set up; what is left out has its defaults. */
export interface ClassifierOptions {
  /** A part of the estimated shift: the whole interval has to lie beyond it. */
  readonly tolerance?: number;
  readonly confidence?: number;
  /** The effect at most which it may be low, and at least which it may be high. */
  readonly effects?: readonly [low: number, high: number];
  readonly measure?: EffectMeasure;
  readonly direction?: Direction;
  /** What becomes of values that are none: they are left out, or taken for zeros. */
  readonly missing?: "Remove" | "Replace";
}

/**
 * Kayenta's Mann-Whitney classifier (github.com/spinnaker/kayenta, `MannWhitneyClassifier`): High where
 * the whole confidence interval of the shift lies above `tolerance` times the estimate and the effect is
 * large enough, Low where it lies below minus that, else Pass. An effect that is no number holds nothing back.
 */
export function classify(
  experiment: readonly number[],
  control: readonly number[],
  options: ClassifierOptions = {},
): Classification {
  const { tolerance = 0.25, confidence = 0.95, direction = "Either", missing = "Remove" } = options;
  const { effects = [1, 1], measure = "meanRatio" } = options;
  const [mine, theirs] = [prepared(experiment, missing), prepared(control, missing)];
  if (mine.length === 0 || theirs.length === 0) return missing === "Remove" ? "Nodata" : "Pass";
  if (mine.length === theirs.length && mine.every((value, at) => value === theirs[at])) return "Pass";
  if (mine[0] === theirs.at(-1) && theirs[0] === mine.at(-1)) return "Pass";
  const { lower, upper, estimate } = shiftInterval(mine, theirs, confidence);
  const effect = effectSize(mine, theirs, measure);
  const beyond = tolerance * Math.abs(estimate);
  if (direction !== "Decrease" && lower > beyond && !(effect < effects[1])) return "High";
  if (direction !== "Increase" && upper < -beyond && !(effect > effects[0])) return "Low";
  return "Pass";
}

/** Kayenta's mean-inequality classifier: which of two means is larger, no matter by how much. */
export function classifyByMean(experiment: readonly number[], control: readonly number[]): Classification {
  const [mine, theirs] = [mean(experiment), mean(control)];
  return mine > theirs ? "High" : mine < theirs ? "Low" : "Pass";
}

function prepared(values: readonly number[], missing: "Remove" | "Replace"): Float64Array {
  const kept =
    missing === "Remove"
      ? values.filter((value) => !Number.isNaN(value))
      : values.map((value) => (Number.isNaN(value) ? 0 : value));
  return Float64Array.from(kept).sort();
}
