import { formatPath } from "../contract/problem.ts";
import type { RunResult } from "./run.ts";

/** A line of results: what `bellwether gate --from-results` reads. */
export interface ScenarioLine {
  readonly scenario: string;
  readonly repeat: number;
  /** 1 where the run passed, 0 where it failed. */
  readonly value?: number;
  /** What it met instead of an end. */
  readonly error?: string;
  readonly session: string;
  readonly step?: string;
  readonly why?: string;
  readonly measured?: Readonly<Record<string, number>>;
}

/** A run as a line of results. */
export function lineOf({ scenario, repeat, verdict, session, step, why, measured }: RunResult): ScenarioLine {
  // No digest of what was answered: whether a run passes also hangs on what was recorded of it.
  const outcome = verdict === "error" ? { error: why ?? "it did not end" } : { value: verdict === "pass" ? 1 : 0 };
  return {
    scenario,
    repeat,
    ...outcome,
    session,
    ...(step === undefined ? {} : { step: formatPath(step.path) }),
    ...(why === undefined || verdict === "error" ? {} : { why }),
    ...(measured.length === 0
      ? {}
      : { measured: Object.fromEntries(measured.map(({ signal, value }) => [signal, value])) }),
  };
}
