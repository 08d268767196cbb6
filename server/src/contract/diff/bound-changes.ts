import { type Bounds, readBounds } from "../bounds.ts";
import { thinkingBounds } from "../contracted.ts";
import { type RoleChange, roleChanges } from "./role-changes.ts";
import type { Comparison, Found } from "./rule.ts";
import { valueAt } from "../explain.ts";
import { same, shown } from "./values.ts";

/** The values that may be written with bounds; the model's own are read by its rules. */
const BOUNDED: readonly (readonly string[])[] = [
  ["reasoning", "effort"],
  ["output", "max_tokens"],
  ["output", "verbosity"],
  ["sampling", "temperature"],
  ["sampling", "top_p"],
  ["sampling", "top_k"],
  ["cache", "prompt", "ttl"],
];

/** Ranges, and those who may choose inside of them, where they changed. */
export function boundChanges(comparison: Comparison): readonly Found[] {
  return roleChanges(comparison).flatMap((change) => {
    const plain = BOUNDED.flatMap((parts) => {
      const [before, after] = [valueAt(change.before, parts), valueAt(change.after, parts)];
      return found(change, parts, readBounds(before), readBounds(after));
    });
    const thinking = [thinkingBounds(change.before), thinkingBounds(change.after)] as const;
    return [...plain, ...found(change, ["reasoning", "thinking"], ...thinking)];
  });
}

function found(
  { role, path }: RoleChange,
  parts: readonly string[],
  before: Bounds<unknown> | undefined,
  after: Bounds<unknown> | undefined,
): readonly Found[] {
  const [from, to] = [rangeOf(before, after, parts), rangeOf(after, before, parts)];
  if (same(from, to)) return [];
  const what = parts.join(".");
  const message = `what may be chosen for ${what} of ${role} changes from ${shown(from)} to ${shown(to)}`;
  return [{ path: `${path}.${what}.bounds`, role, before: from, after: to, message }];
}

/** The range without its default, and without the floor or ceiling that another rule looks at where both have one. */
function rangeOf(
  bounds: Bounds<unknown> | undefined,
  other: Bounds<unknown> | undefined,
  parts: readonly string[],
): object {
  const { value: _, ...range } = bounds ?? {};
  const [, name] = parts;
  const { min, max, ...rest } = range;
  const keepsMin = !(name === "effort" && min !== undefined && other?.min !== undefined);
  const keepsMax = name !== "max_tokens";
  return {
    ...rest,
    ...(min !== undefined && keepsMin ? { min } : {}),
    ...(max !== undefined && keepsMax ? { max } : {}),
  };
}
