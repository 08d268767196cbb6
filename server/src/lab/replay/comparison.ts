import { cohortName } from "../../quality/cohorts/cohort.ts";
import { Detection } from "../../quality/detection/detection.ts";
import { StreamCensus } from "../../quality/detection/stream-census.ts";
import type { StreamLine } from "../../quality/detection/stream-line.ts";
import { orientedValue } from "../../quality/signals/unit-value.ts";
import { seededRandom } from "../provider/seeded.ts";
import type { PlayedSession } from "./played-session.ts";
import { BY, GIVEN, type Watched } from "./watch.ts";

/** A rollback that a comparison of two arms decided. */
export interface RolledBack {
  readonly signal: string;
  /** Sessions of both arms that had been compared. */
  readonly sessions: number;
  readonly at: number;
  readonly cohort: string;
  /** The drop on the signal's scale in [0,1], where 1 is best. */
  readonly drop: number;
}

/** The probability of a rollback for nothing, over all signals and cohorts. */
export const ALPHA = 0.05;
/** What a comparison is decided by where nobody says otherwise. */
const TERMS = { alpha: ALPHA, harm: 0, margin: 0.03, given: GIVEN };
/** Fixed before an arm could act. */
const PRE = BY.filter((name) => name !== "idle");

/**
 * What would have been seen had half of the sessions had the change and half had not, beside each other: each session
 * has its arm by its name alone.
 */
export function compared(
  watched: readonly Watched[],
  without: readonly PlayedSession[],
  changed: readonly PlayedSession[],
): RolledBack | undefined {
  const sessions = [
    ...without.filter(({ id }) => !isCandidate(id)).map((session) => ({ session, arm: "baseline" as const })),
    ...changed.filter(({ id }) => isCandidate(id)).map((session) => ({ session, arm: "candidate" as const })),
  ].sort((a, b) => a.session.at - b.session.at);
  const lines = sessions.flatMap(({ session, arm }) => watched.flatMap((signal) => linesOf(signal, session, arm)));
  const census = new StreamCensus({ pre: PRE, post: [], given: GIVEN });
  for (const [index, line] of lines.entries()) census.add(line, index + 1);
  const facts = census.facts();
  const detection = new Detection(facts, TERMS, []);
  for (const line of lines) detection.add(line);
  const { decided } = detection;
  if (decided === undefined) return undefined;
  const cohort = facts.plan.cohorts[decided.cohort.stream]?.cohort;
  return {
    signal: decided.signal,
    sessions: decided.units,
    at: decided.time ?? 0,
    cohort: cohort === undefined ? "" : cohortName(cohort),
    drop: decided.cohort.drop,
  };
}

function isCandidate(id: string): boolean {
  return seededRandom("arm", id)() < 0.5;
}

function linesOf({ signal, view, definition, valueOf }: Watched, session: PlayedSession, arm: StreamLine["arm"]) {
  const value = valueOf(session);
  if (value === undefined) return [];
  const { id, at, attributes } = session;
  const line: StreamLine = {
    unit: id,
    arm,
    p: 0.5,
    value: orientedValue(definition, value),
    signal: `${signal} (${view})`,
    time: at,
    attributes: attributes[view],
  };
  return [line];
}
