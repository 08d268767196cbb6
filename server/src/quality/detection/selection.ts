import { selectionBound } from "../statistics/selection-bound.ts";
import type { DetectionOptions } from "./detection.ts";
import { points } from "./figures.ts";
import type { StreamFacts } from "./stream-census.ts";

/** A loss that passing rules out has to be above nothing, however small. */
const LEAST_MARGIN = 1e-6;

/** What errors took away, where the arms differ in it. */
export interface Selection {
  /** By how much it may have moved the difference of the arms, in [0,1]. */
  readonly bound: number;
  readonly more: "baseline" | "candidate";
  /** Shares of units that met an error. */
  readonly baseline: number;
  readonly candidate: number;
}

/** What infrastructure errors may have done to a comparison; undefined where the arms do not differ in them. */
export function selectionOf({ errors, units }: StreamFacts, alpha: number): Selection | undefined {
  if (errors.evidence < 1 / alpha) return undefined;
  const share = (arm: "baseline" | "candidate"): number => errors[arm] / Math.max(1, errors[arm] + units[arm]);
  const [baseline, candidate] = [share("baseline"), share("candidate")];
  const more = candidate > baseline ? "candidate" : "baseline";
  // The arms' means are not known yet: the bound is that of whichever is the worst.
  const bound = selectionBound({ more: Math.max(baseline, candidate), fewer: Math.min(baseline, candidate) }, 1);
  return { bound, more, baseline, candidate };
}

/**
 * What is decided on where errors may have chosen who answered: a drop has to be above harm whomever they took, and
 * below the margin whomever they took.
 */
export function whomeverErrorsTook<T extends Pick<DetectionOptions, "margin" | "harm" | "alpha">>(
  options: T,
  facts: StreamFacts,
): T {
  const bound = selectionOf(facts, options.alpha)?.bound ?? 0;
  return {
    ...options,
    harm: Math.min(1 - LEAST_MARGIN, options.harm + bound),
    margin: Math.max(LEAST_MARGIN, options.margin - bound),
  };
}

/** It in words. */
export function selectionText({ bound, more, baseline, candidate }: Selection): string {
  const percent = (share: number): string => `${(100 * share).toPrecision(2)} %`;
  const [most, least] = more === "candidate" ? [candidate, baseline] : [baseline, candidate];
  return `infrastructure errors took ${percent(most)} of the ${more}'s units and ${percent(least)} of the ${more === "candidate" ? "baseline" : "candidate"}'s, which may have moved the difference by up to ${points(bound)}`;
}
