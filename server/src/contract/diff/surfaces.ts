import type { Contract } from "../contract.ts";
import { diffContracts, type DiffFinding, type DiffOptions, fingerprintOf } from "./diff.ts";
import { bumpOf, type RuleText } from "./rule.ts";
import { SURFACE_ADDED, SURFACE_REMOVED } from "./surface-rules.ts";

/** A surface in two sets of contracts, and what changed. */
export interface ComparedSurface {
  readonly surface: string;
  /** Absent where the surface is new. */
  readonly before?: Contract;
  /** Absent where the surface is gone. */
  readonly after?: Contract;
  /** The most serious first. */
  readonly findings: readonly DiffFinding[];
}

/** Two sets of contracts, one of each surface, compared surface by surface in the order of their names. */
export function diffSurfaces(
  before: readonly Contract[],
  after: readonly Contract[],
  options: DiffOptions,
): readonly ComparedSurface[] {
  const names = [...new Set([...before, ...after].map(({ surface }) => surface))].sort();
  return names.map((surface) => {
    const [old, next] = [before, after].map((side) => side.find((one) => one.surface === surface));
    return diffSurface(surface, old, next, options);
  });
}

function diffSurface(
  surface: string,
  before: Contract | undefined,
  after: Contract | undefined,
  options: DiffOptions,
): ComparedSurface {
  if (before !== undefined && after !== undefined)
    return { surface, before, after, findings: diffContracts(before, after, options) };
  if (before !== undefined) {
    const found = { path: "surface", before: surface, message: `the surface ${surface} has no contract any more` };
    return { surface, before, findings: [findingOf(SURFACE_REMOVED, found, options)] };
  }
  const found = { path: "surface", after: surface, message: `the surface ${surface} has a contract now` };
  return { surface, ...(after === undefined ? {} : { after }), findings: [findingOf(SURFACE_ADDED, found, options)] };
}

function findingOf(
  rule: RuleText,
  found: Pick<DiffFinding, "path" | "before" | "after" | "message">,
  { severities = {} }: DiffOptions,
): DiffFinding {
  const severity = (Object.hasOwn(severities, rule.id) ? severities[rule.id] : undefined) ?? rule.severity;
  return {
    rule: rule.id,
    subject: rule.subject,
    severity,
    bump: bumpOf({ severity }),
    fingerprint: fingerprintOf(rule.id, found),
    ...found,
    why: rule.why,
  };
}
