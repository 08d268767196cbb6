import type { Traits } from "../product/traits.ts";
import type { Plan } from "../traffic/traffic.ts";

/** A build of the product: how it behaves, and for whom otherwise. */
export interface Build {
  readonly traits: Partial<Traits>;
  readonly plans?: Readonly<Partial<Record<Plan, Partial<Traits>>>>;
}

/** One change of a product, for as long as it was live. */
export interface Change {
  /** What people call it. Nothing goes by it. */
  readonly name: string;
  readonly what: string;
  /** Days, UTC: the first that had it, and the first that had it no more. */
  readonly from: string;
  readonly until: string;
  /** The contract that says what is intended, and the build that does it. */
  readonly declared: string;
  readonly intended: Build;
  /** The build that shipped; the same object where what was intended is what was built. */
  readonly built: Build;
}

/** Some weeks of a product. */
export interface IncidentReplay {
  readonly name: string;
  /** The contract before, and the build that keeps it. */
  readonly before: string;
  readonly healthy: Build;
  /** Days from which baselines are learnt: before any change. */
  readonly baseline: { readonly from: string; readonly until: string };
  readonly changes: readonly Change[];
}

/** The traits of a build for one plan. */
export function traitsFor({ traits, plans }: Build, plan: Plan): Partial<Traits> {
  return { ...traits, ...plans?.[plan] };
}
