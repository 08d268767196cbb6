import type { ColumnName, ExchangeRecord } from "../../../exchange/columns.ts";
import type { SignalDefinition } from "../definition.ts";

/** What a signal reads of a record. */
export type SeenRecord<C extends ColumnName = ColumnName> = Pick<ExchangeRecord, C>;

/**
 * A signal that needs no judge: a number from the records of one session.
 *
 * It reads what the columns hold and nothing else. Where they do not say (a provider that counts
 * no reasoning, a client that calls no tools) it is undefined and not zero: hidden is not none.
 */
export interface BehaviourSignal<C extends ColumnName = ColumnName> {
  readonly definition: SignalDefinition;
  /** One sentence for people. */
  readonly doc: string;
  /** Columns that it reads. */
  readonly columns: readonly C[];
  /** Whether sub-agents count too; elsewhere they would be taken for the main one. */
  readonly agents: "main" | "all";
  /**
   * @param records of one session, those that asked for an answer (`operation=generate`), in the
   * order in which they were received.
   */
  readonly measure: (records: readonly SeenRecord<C>[]) => number | undefined;
}

const HOUR = 3_600_000;

/** Behaviour shows at once: what a session does in its first hour is waited for, and no more. */
export const USUAL_WINDOW_MS = HOUR;

/** How a signal that lies in [0,1] by itself is measured. */
export function shareDefinition(name: string, orientation: SignalDefinition["orientation"]): SignalDefinition {
  return { ...numberDefinition(name, orientation, { kind: "linear", low: 0, high: 1 }) };
}

/** How a signal of another scale is measured: there is one number for a session. */
export function numberDefinition(
  name: string,
  orientation: SignalDefinition["orientation"],
  scale: SignalDefinition["scale"],
): SignalDefinition {
  return { name, orientation, scale, aggregate: "last", windowMs: USUAL_WINDOW_MS };
}
