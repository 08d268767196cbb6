import type { StreamLine } from "../../../../server/src/quality/detection/stream-line.ts";
import type { Random } from "../random.ts";
import { compare } from "./engine.ts";

/** A drop in one cohort of many, looked for as `bellwether detect --by` does. */
export interface CohortsCase {
  /** How many values each attribute has. */
  readonly sizes: readonly number[];
  /** Attributes whose first values make the cohort that drops, with the part of the units that has each. */
  readonly cohort: readonly { readonly attribute: number; readonly part: number }[];
  readonly base: number;
  /** Of the candidate inside the cohort; of all units where the cohort has no attributes. */
  readonly drop: number;
  readonly alpha: number;
  /** Units of the stream. */
  readonly most: number;
  /** Whether units after the alarm are read until they confirm it. */
  readonly confirm?: boolean;
}

/** Cohorts that all values of some attributes and all pairs of them make, with that of all units. */
export function cohortsOf(sizes: readonly number[]): number {
  const pairs = sizes.map((size, at) => sizes.slice(at + 1).reduce((sum, other) => sum + size * other, 0));
  return 1 + [...sizes, ...pairs].reduce((sum, size) => sum + size, 0);
}

/**
 * @returns the unit at which a rollback is decided, or Infinity; 1 where the cohort it names is the right one;
 * the unit at which later ones confirmed that, or Infinity; and how many cohorts were tracked.
 */
export function simulateCohorts(
  one: CohortsCase,
  random: Random,
): readonly [unit: number, right: number, confirmed: number, cohorts: number] {
  const { facts, detection } = compare(
    linesOf(one, random),
    { by: one.sizes.map((_, at) => nameOf(at)), harm: 0, margin: 0.03, alpha: one.alpha },
    ({ decided, confirmation }) => decided !== undefined && (one.confirm !== true || confirmation?.confirmed === true),
  );
  const { decided, confirmation } = detection;
  const cohorts = facts.plan.cohorts.length;
  if (decided === undefined) return [Infinity, 0, Infinity, cohorts];
  const named = facts.plan.cohorts[decided.cohort.stream]?.cohort.traits ?? [];
  const right =
    named.length === one.cohort.length &&
    one.cohort.every(({ attribute }) =>
      named.some((trait) => trait.attribute === nameOf(attribute) && trait.value === valueOf(0)),
    );
  return [decided.units, right ? 1 : 0, confirmation?.at ?? Infinity, cohorts];
}

function nameOf(attribute: number): string {
  return `a${attribute}`;
}

function valueOf(value: number): string {
  return `v${value}`;
}

/** The lines of such a stream. */
export function linesOf({ sizes, cohort, base, drop, most }: CohortsCase, random: Random): readonly StreamLine[] {
  const values = sizes.map((size) => Array.from({ length: size }, (_, value) => valueOf(value)));
  const parts = sizes.map((size, at) => cohort.find(({ attribute }) => attribute === at)?.part ?? 1 / size);
  return Array.from({ length: most }, (_, unit) => {
    const attributes: Record<string, string> = {};
    let inside = true;
    for (let at = 0; at < sizes.length; at++) {
      const part = parts[at]!;
      const place = random();
      const value = place < part ? 0 : 1 + Math.floor(((place - part) / (1 - part)) * (sizes[at]! - 1));
      attributes[nameOf(at)] = values[at]![value]!;
      if (value > 0 && cohort.some(({ attribute }) => attribute === at)) inside = false;
    }
    const candidate = random() < 0.5;
    return {
      unit: `u${unit}`,
      arm: candidate ? "candidate" : "baseline",
      p: 0.5,
      value: random() < base - (candidate && inside ? drop : 0) ? 1 : 0,
      signal: "value",
      attributes,
    };
  });
}
