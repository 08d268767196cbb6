import { durationMs } from "../scales.ts";
import type { Comparison, Found } from "./rule.ts";
import { documentValues, memberValues, steps, told } from "./value-changes.ts";

/** Changes of how far a signal may drift. A budget, or a part of one, that is gone is the widest. */
export function budgetChanges(comparison: Comparison, kind: "wider" | "narrower" | "period"): readonly Found[] {
  const names = memberValues(comparison, ["budgets"]).map(({ path }) => path.slice("budgets.".length));
  return names.flatMap((name) => {
    if (kind === "period") {
      const periods = documentValues<string>(comparison, ["budgets", name, "per"], periodOf);
      return periods.map((change) => told(change, `the period of the budget of ${name}`));
    }
    return ["margin", "harm"].flatMap((part) => {
      const changes = documentValues<number>(comparison, ["budgets", name, part]);
      const rank = (share: number | undefined): number => share ?? Number.MAX_VALUE;
      return steps(changes, rank, kind === "wider" ? "up" : "down").map((change) =>
        told(change, `the ${part} of ${name}`),
      );
    });
  });
}

/** A period as it counts: 24h and 1d are one. */
function periodOf(written: unknown): string | undefined {
  if (typeof written !== "string") return undefined;
  const ms = durationMs(written);
  return ms === undefined ? written : `${ms}ms`;
}
