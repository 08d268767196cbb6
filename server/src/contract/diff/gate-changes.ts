import type { Comparison, Found } from "./rule.ts";

/** Scenarios that have to pass besides, or no longer. */
export function gateChanges({ before, after }: Comparison, kind: "added" | "removed"): readonly Found[] {
  const [from, to] = [new Set(before.gates), new Set(after.gates)];
  const [some, others] = kind === "added" ? [to, from] : [from, to];
  return [...some]
    .filter((gate) => !others.has(gate))
    .map((gate) => ({
      path: `gates.${gate}`,
      ...(kind === "added" ? { after: gate } : { before: gate }),
      message: `the gate ${gate} is ${kind}`,
    }));
}
