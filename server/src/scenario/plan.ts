import type { Scenario } from "./document.ts";

/** One run that is to be played. */
export interface PlannedRun {
  readonly scenario: Scenario;
  readonly repeat: number;
}

/** All runs: every scenario's first, then every scenario's second, so that one that is cut short has seen them all. */
export function planRuns(
  scenarios: readonly Scenario[],
  repeat: number | undefined,
  played: ReadonlySet<string>,
): readonly PlannedRun[] {
  const most = Math.max(0, ...scenarios.map((scenario) => repeat ?? scenario.repeat));
  return Array.from({ length: most }, (_, index) => index).flatMap((index) =>
    scenarios
      .filter((scenario) => index < (repeat ?? scenario.repeat) && !played.has(runKey(scenario.scenario, index)))
      .map((scenario) => ({ scenario, repeat: index })),
  );
}

/** A run's name among results. */
export function runKey(scenario: string, repeat: number | string): string {
  return `${scenario} ${repeat}`;
}
