import type { ExchangeRecord } from "../../exchange/columns.ts";
import { behaviourSignals, measureSession } from "../../quality/signals/behaviour/table.ts";
import type { PlannedSession } from "../traffic/traffic.ts";

/** How much of a session is seen: its first hour, or the time that its signal says; or two days. */
export const VIEWS = ["usual", "two_days"] as const;

/** One of them. */
export type View = (typeof VIEWS)[number];

/** An hour: the gap after which a cleared context is a plan, and caches are cold. */
export const HOUR = 3_600_000;
const TWO_DAYS = 48 * HOUR;

/** An invariant that was broken, and where in its session. */
export interface SeenBreach {
  readonly id: string;
  readonly exchange: string;
  readonly at: number;
  /** The request of the session, from 1, whoever of the product sent it. */
  readonly request: number;
  readonly turn: number;
  /** Turns since the last pause of more than an hour: 1 for the turn that comes after it. */
  readonly turnAfterGap: number | undefined;
  readonly message: string;
  /** By how much a number was short of what it should be, where numbers were compared. */
  readonly short: number | undefined;
}

/** What tokens of a session went where, and what they cost. */
export interface Spent {
  readonly input: number;
  readonly read: number;
  readonly written: number;
  readonly output: number;
  readonly reasoning: number;
  readonly usd: number;
}

/** What there is to know of a session that is over. */
export interface PlayedSession {
  readonly id: string;
  readonly at: number;
  /** What cohorts are cut by, as the records have it; how hard the tasks are, whoever judges them knows. */
  readonly attributes: Readonly<Record<View, Readonly<Record<string, string>>>>;
  /** The part of the turns whose task was done right. */
  readonly resolved: number;
  readonly signals: Readonly<Record<View, Readonly<Record<string, number>>>>;
  readonly breaches: readonly SeenBreach[];
  readonly requests: number;
  readonly turns: number;
  readonly wasIdle: boolean;
  readonly spent: Spent;
}

/** Puts together what the records of a session say of it. @param resolved the part of its tasks that were done right. */
export function playedSession(
  { id, difficulty }: Pick<PlannedSession, "id" | "difficulty">,
  records: readonly ExchangeRecord[],
  resolved: number,
): PlayedSession {
  const inOrder = records.toSorted((a, b) => (a.received_at ?? 0) - (b.received_at ?? 0));
  const main = inOrder.filter(({ agent }) => agent === "");
  const at = inOrder[0]?.received_at ?? 0;
  return {
    id,
    at,
    attributes: {
      usual: attributesOf(main, difficulty, at + HOUR),
      two_days: attributesOf(main, difficulty, at + TWO_DAYS),
    },
    resolved,
    signals: { usual: signalsOf(inOrder, at), two_days: signalsOf(inOrder, at, TWO_DAYS) },
    breaches: breachesIn(inOrder, main),
    requests: inOrder.length,
    turns: new Set(main.map(({ turn }) => turn)).size,
    wasIdle: main.some(({ idle_ms: idle }) => (idle ?? 0) > HOUR),
    spent: spentOn(inOrder),
  };
}

function attributesOf(main: readonly ExchangeRecord[], difficulty: string, until: number): Record<string, string> {
  const [first] = main;
  const seen = main.filter(({ received_at: at }) => (at ?? 0) < until);
  const idle = seen.some(({ max_idle_ms: most }) => (most ?? 0) > HOUR);
  return {
    plan: first?.audience ?? "",
    journey: first?.journeys[0] ?? "",
    difficulty,
    idle: idle ? ">1h" : "never >1h",
    client_version: first?.client_version ?? "",
  };
}

function signalsOf(records: readonly ExchangeRecord[], from: number, window?: number): Record<string, number> {
  return Object.fromEntries(
    behaviourSignals().flatMap((signal) => {
      const value = measureSession(signal, records, from, from + (window ?? signal.definition.windowMs));
      return value === undefined ? [] : [[signal.definition.name, value]];
    }),
  );
}

/** What a record says of an invariant that was broken, as far as it is looked at here. */
interface Found {
  readonly id: string;
  readonly message: string;
  readonly requested?: unknown;
  readonly contracted?: unknown;
}

function breachesIn(records: readonly ExchangeRecord[], main: readonly ExchangeRecord[]): readonly SeenBreach[] {
  const gaps = main.filter(({ idle_ms: idle }) => (idle ?? 0) > HOUR);
  return records.flatMap((record, index) => {
    if (record.violation_details === "") return [];
    const gap = gaps.findLast(({ received_at: at }) => (at ?? 0) <= (record.received_at ?? 0));
    const found = JSON.parse(record.violation_details) as readonly Found[];
    return found.map(({ id, message, requested, contracted }) => ({
      id,
      exchange: record.exchange,
      at: record.received_at ?? 0,
      request: index + 1,
      turn: record.turn,
      turnAfterGap: gap !== undefined && record.agent === "" ? record.turn - gap.turn + 1 : undefined,
      message,
      short: typeof requested === "number" && typeof contracted === "number" ? contracted - requested : undefined,
    }));
  });
}

function spentOn(records: readonly ExchangeRecord[]): Spent {
  const sum = (of: (record: ExchangeRecord) => number | null): number =>
    records.reduce((total, record) => total + (of(record) ?? 0), 0);
  return {
    input: sum((record) => record.input_tokens),
    read: sum((record) => record.cache_read_tokens),
    written: sum((record) => record.cache_write_tokens),
    output: sum((record) => record.output_tokens),
    reasoning: sum((record) => record.reasoning_tokens),
    usd: sum((record) => record.cost_usd),
  };
}
