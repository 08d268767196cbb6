import type { Chooser } from "./document/values.ts";
import { isMapping } from "./merge.ts";

/** What a contract says of one value: what holds, and inside of what it may be chosen otherwise. */
export interface Bounds<T> {
  /** What holds when nobody chooses. */
  readonly value?: T;
  readonly min?: T;
  readonly max?: T;
  readonly allow?: readonly T[];
  /** Who may choose; present only where something may be chosen. */
  readonly by?: readonly Chooser[];
}

interface WrittenBounds<T> {
  readonly default?: T | undefined;
  readonly min?: T | undefined;
  readonly max?: T | undefined;
  readonly allow?: readonly T[] | undefined;
  readonly by?: readonly Chooser[] | undefined;
}

const BOUND_KEYS: ReadonlySet<string> = new Set(["default", "min", "max", "allow", "by"]);

/** Whether a written value is a mapping of bounds and not the value itself. */
export function isBounds(written: unknown): written is WrittenBounds<unknown> {
  return isMapping(written) && Object.keys(written).every((key) => BOUND_KEYS.has(key));
}

/**
 * Reads a value or its bounds. Bounds that do not say who may choose are for both the client and
 * the user; a bare value is nobody's to choose.
 */
export function readBounds<T>(written: T | WrittenBounds<T> | undefined): Bounds<T> | undefined {
  if (written === undefined) return undefined;
  if (!isBounds(written)) return { value: written as T };
  const { default: value, min, max, allow, by } = written;
  const choosable = min !== undefined || max !== undefined || allow !== undefined || by !== undefined;
  return {
    ...(value === undefined ? {} : { value }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(allow === undefined ? {} : { allow }),
    ...(choosable ? { by: by ?? ["client", "user"] } : {}),
  };
}

/** Reads every value of bounds by another function. */
export function mapBounds<T, U>(bounds: Bounds<T> | undefined, read: (value: T) => U): Bounds<U> | undefined {
  if (bounds === undefined) return undefined;
  const { value, min, max, allow, by } = bounds;
  return {
    ...(value === undefined ? {} : { value: read(value) }),
    ...(min === undefined ? {} : { min: read(min) }),
    ...(max === undefined ? {} : { max: read(max) }),
    ...(allow === undefined ? {} : { allow: allow.map(read) }),
    ...(by === undefined ? {} : { by }),
  };
}
