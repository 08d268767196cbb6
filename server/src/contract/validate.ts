import type { z } from "zod";
import { explain, valueAt, withKnownKeys } from "./explain.ts";
import { isMapping } from "./merge.ts";
import type { Finding, Path } from "./problem.ts";

/** What a schema says of a value: everything wrong with it, and what is left without that. */
export interface Validated<T> {
  readonly findings: readonly Finding[];
  /** The value without the parts that were refused, so that other checks can go on; absent where nothing is left. */
  readonly document?: T;
}

/** A refused part may hide another below it; more rounds than this mean that the value is beyond repair. */
const MAX_ROUNDS = 50;

/**
 * Validates a value by a schema and finds everything that is wrong with it at once.
 *
 * @param stand what stands in for required keys that are missing or wrong, so that the rest can be checked.
 */
export function validate<T>(
  schema: z.ZodType<T>,
  value: unknown,
  stand: Readonly<Record<string, unknown>>,
): Validated<T> {
  const first = schema.safeParse(value, { error: withKnownKeys });
  if (first.success) return { findings: [], document: first.data };
  const findings = explain(first.error.issues, value);
  if (!isMapping(value)) return { findings };
  const rest = structuredClone(value) as Record<string, unknown>;
  let issues: readonly z.core.$ZodIssue[] = first.error.issues;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    for (const culprit of issues.flatMap(culprits)) remove(rest, culprit);
    for (const [key, substitute] of Object.entries(stand)) {
      if (!Object.hasOwn(rest, key)) rest[key] = substitute;
    }
    const again = schema.safeParse(rest);
    if (again.success) return { findings, document: again.data };
    issues = again.error.issues;
  }
  return { findings };
}

function culprits(issue: z.core.$ZodIssue): Path[] {
  const path = issue.path.map((step) => (typeof step === "number" ? step : String(step)));
  return issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...path, key]) : [path];
}

/** Takes a part away: the nearest mapping's key on its path, so that no list changes its indices. */
function remove(root: Record<string, unknown>, path: Path): void {
  for (let length = path.length; length > 0; length--) {
    const key = path[length - 1];
    const parent = valueAt(root, path.slice(0, length - 1));
    if (typeof key !== "string" || !isMapping(parent) || !Object.hasOwn(parent, key)) continue;
    delete (parent as Record<string, unknown>)[key];
    return;
  }
}
