import type { Path } from "../../contract/problem.ts";
import type { RunResult } from "../run.ts";

/** Where a step of a scenario stands, as `file:line`. */
export type PlaceOfStep = (scenario: string, path: Path) => string;

/** The step at which a run ended: `soak.yaml:21 (assert)`, and which time where it is repeated. */
export function stepWords({ scenario, step }: RunResult, placeOf: PlaceOfStep): string {
  if (step === undefined) return scenario;
  const { verb, path, times } = step;
  const time = times.length === 0 ? "" : `, time ${times.join(" of ")}`;
  return `${placeOf(scenario, path)} (${verb}${time})`;
}
