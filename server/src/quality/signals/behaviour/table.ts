import type { ColumnName, ExchangeRecord } from "../../../exchange/columns.ts";
import type { BehaviourSignal } from "./signal.ts";
import { blindEditRate } from "./blind-edit-rate.ts";
import { cacheReadRatio } from "./cache-read-ratio.ts";
import { correctionRate } from "./correction-rate.ts";
import { costPerSession } from "./cost-per-session.ts";
import { endedInError } from "./ended-in-error.ts";
import { errorRate } from "./error-rate.ts";
import { finishLengthRate } from "./finish-length-rate.ts";
import { hedgeRate } from "./hedge-rate.ts";
import { interruptRate } from "./interrupt-rate.ts";
import { languageSwitchRate } from "./language-switch-rate.ts";
import { latencyP95 } from "./latency-p95.ts";
import { outputTokensPerTurn } from "./output-tokens-per-turn.ts";
import { readsPerEdit } from "./reads-per-edit.ts";
import { reasoningTokensPerTurn } from "./reasoning-tokens-per-turn.ts";
import { refusalRate } from "./refusal-rate.ts";
import { repeatedCallRate } from "./repeated-call-rate.ts";
import { requestsPerPrompt } from "./requests-per-prompt.ts";
import { retriesPerPrompt } from "./retries-per-prompt.ts";
import { schemaInvalidRate } from "./schema-invalid-rate.ts";
import { simplestFixRate } from "./simplest-fix-rate.ts";
import { timeToFirstToken } from "./time-to-first-token.ts";
import { toolErrorRate } from "./tool-error-rate.ts";
import { wholeFileWriteRate } from "./whole-file-write-rate.ts";
import { wordsBetweenToolCalls } from "./words-between-tool-calls.ts";

/** Every signal that records alone tell of: a new one is a file beside this and a line here. */
const SIGNALS: readonly BehaviourSignal[] = [
  blindEditRate,
  cacheReadRatio,
  correctionRate,
  costPerSession,
  endedInError,
  errorRate,
  finishLengthRate,
  hedgeRate,
  interruptRate,
  languageSwitchRate,
  latencyP95,
  outputTokensPerTurn,
  readsPerEdit,
  reasoningTokensPerTurn,
  refusalRate,
  repeatedCallRate,
  requestsPerPrompt,
  retriesPerPrompt,
  schemaInvalidRate,
  simplestFixRate,
  timeToFirstToken,
  toolErrorRate,
  wholeFileWriteRate,
  wordsBetweenToolCalls,
];

const BY_NAME = new Map(SIGNALS.map((signal) => [signal.definition.name, signal]));

/** Every behaviour signal, by name. */
export function behaviourSignals(): readonly BehaviourSignal[] {
  return SIGNALS;
}

/** The behaviour signal of a name, if there is one. */
export function behaviourSignal(name: string): BehaviourSignal | undefined {
  return BY_NAME.get(name);
}

/** Columns by which the records that a signal is about are told from others. */
export const SELECTING_COLUMNS = ["operation", "agent", "received_at"] as const satisfies readonly ColumnName[];

/**
 * The number of a session by a signal.
 *
 * @param records of one session, in any order; what is not about its conversation is passed over.
 * @param from milliseconds since the epoch; received at or after.
 * @param until received before.
 */
export function measureSession(
  signal: BehaviourSignal,
  records: readonly Pick<ExchangeRecord, ColumnName>[],
  from: number,
  until: number,
): number | undefined {
  const own = records
    .filter(({ operation, agent }) => operation === "generate" && (signal.agents === "all" || agent === ""))
    .filter(({ received_at: at }) => at !== null && at >= from && at < until)
    .toSorted((a, b) => (a.received_at ?? 0) - (b.received_at ?? 0));
  return own.length === 0 ? undefined : signal.measure(own);
}
