import { counted, grouped, momentText } from "../detection/figures.ts";
import type { Alert } from "./alert.ts";
import type { AlertOrigin } from "./of-event.ts";

const COMMAND = "bellwether doctor";

/** Units without a value since a baseline. */
export interface MissingValues {
  readonly missing: number;
  readonly units: number;
  readonly at: number;
  /** Those among the missing that somebody judged whom the baseline does not have. */
  readonly otherJudges?: ReadonlyMap<string, number>;
}

/** An alert of units of which more have no value than in the baseline: an evaluator that died, labels that stay away. */
export function alertOfMissing(
  { monitor, surface, severity }: AlertOrigin,
  signal: string,
  { missing, units, at, otherJudges = new Map() }: MissingValues,
): Alert {
  const share = ((100 * missing) / Math.max(1, missing + units)).toFixed(1);
  return {
    fingerprint: `${monitor}/missing_values`,
    labels: { monitor, surface, signal, kind: "missing_values", severity, cohort: "all units", layer: "evaluator" },
    summary: `${surface}: more sessions than before have no ${signal}, ${share} % by now`,
    facts: [
      ["missing", `${grouped(missing)} of ${counted(missing + units, "session")} since the baseline`],
      ...[...otherJudges].map(
        ([judge, count]) =>
          [
            "judge",
            `${judge.replace(/^evaluator=/, "")} judged ${counted(count, "session")}, and none of the baseline: bless one that it judged`,
          ] as const,
      ),
      ["meaning", "what is not scored may be what went wrong: levels are of the others alone"],
    ],
    since: at,
    command: COMMAND,
    evidence: `/api/v1/units?signal=${encodeURIComponent(signal)}&surface=${encodeURIComponent(surface)}`,
  };
}

/** An alert of units that stay away altogether. */
export function alertOfGap(
  { monitor, surface, severity }: AlertOrigin,
  signal: string,
  { since, longest }: { readonly since: number; readonly longest: number },
): Alert {
  return {
    fingerprint: `${monitor}/no_units`,
    labels: { monitor, surface, signal, kind: "no_units", severity, cohort: "all units", layer: "unknown" },
    summary: `${surface}: no session with ${signal} has come since ${momentText(since)}`,
    facts: [
      ["since", momentText(since)],
      ["in the baseline", `never longer than ${grouped(Math.round(longest / 1000))} s between two`],
    ],
    since,
    command: COMMAND,
    evidence: `/api/v1/units?signal=${encodeURIComponent(signal)}&surface=${encodeURIComponent(surface)}`,
  };
}
