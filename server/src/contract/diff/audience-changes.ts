import { FIXED_KEYS } from "../document.ts";
import type { Contract, ResolvedDocument } from "../contract.ts";
import { contractFor } from "../resolution.ts";
import type { Comparison, Found } from "./rule.ts";
import { same } from "./values.ts";

/** An audience that is treated otherwise than the rest in one version, and as the rest in the other. */
export function audienceChanges({ audience, contracts }: Comparison, kind: "diverged" | "converged"): readonly Found[] {
  if (audience === undefined) return [];
  const [apart, alike] =
    kind === "diverged" ? [contracts.after, contracts.before] : [contracts.before, contracts.after];
  if (!isApart(apart, audience) || isApart(alike, audience)) return [];
  const message =
    kind === "diverged"
      ? `the audience ${audience} is treated otherwise than the rest`
      : `the audience ${audience} is treated as the rest`;
  const own = { [kind === "diverged" ? "after" : "before"]: audience };
  return [{ path: `audiences.${audience}`, ...own, message }];
}

function isApart(contract: Contract, audience: string): boolean {
  return !same(terms(contractFor(contract, audience)), terms(contract.base));
}

function terms(document: ResolvedDocument): unknown {
  return Object.fromEntries(Object.entries(document).filter(([key]) => !FIXED_KEYS.some((fixed) => fixed === key)));
}
