import type { Attributes } from "../cohorts/attribute-values.ts";
import { LineProblem, type StreamLine } from "../detection/stream-line.ts";
import { SCORER_ATTRIBUTES } from "./scorers.ts";

type OutcomeLine = Omit<StreamLine, "arm" | "p">;

/** The signal by which infrastructure errors are watched: 1 for a unit that was answered. */
export const INFRASTRUCTURE = "infrastructure";

/** Of the alarms that a monitor may raise for nothing, the share that is for infrastructure. */
export const INFRASTRUCTURE_STAKE = 0.05;

/**
 * What a line says: its outcome, if there was one, and whether an answer was got at all. The two are watched apart,
 * so that a provider's bad hour is no worse product, and is seen all the same.
 *
 * @throws {LineProblem} where a signal has the name by which errors are watched.
 */
export function outcomesOf(line: OutcomeLine): readonly OutcomeLine[] {
  if (line.signal === INFRASTRUCTURE)
    throw new LineProblem(`signal is "${INFRASTRUCTURE}": that is how errors are watched; name it otherwise`);
  const { unit, time, attributes, error } = line;
  const answered: OutcomeLine = {
    unit,
    signal: INFRASTRUCTURE,
    value: error === undefined ? 1 : 0,
    ...(time === undefined ? {} : { time }),
    ...(attributes === undefined ? {} : { attributes: withoutScorers(attributes) }),
  };
  return error === undefined ? [line, answered] : [answered];
}

/** Whoever scored it had no part in whether there was an answer. */
function withoutScorers(attributes: Attributes): Attributes {
  if (!SCORER_ATTRIBUTES.some((name) => name in attributes)) return attributes;
  const scorers: readonly string[] = SCORER_ATTRIBUTES;
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !scorers.includes(name)));
}
