import { BellwetherError } from "../core/error.ts";
import { columnNamed, type ColumnName, type ExchangeRecord } from "../exchange/columns.ts";
import { completeRecord } from "../exchange/record.ts";
import type { Filter, Query } from "../exchange/query/query.ts";
import type { ExchangeStore, Fence, ReadLimits, Row } from "../exchange/store.ts";
import type { BehaviourSignal } from "../quality/signals/behaviour/signal.ts";
import { measureSession, SELECTING_COLUMNS } from "../quality/signals/behaviour/table.ts";
import { placeOf, type SessionStart, timeOf } from "./session-starts.ts";

/** Records that are read for some sessions at a time; where there are more, fewer sessions are. */
const MOST_RECORDS = 50_000;

/**
 * The numbers of sessions by a signal, each from the records of its window. A session of which
 * nothing can be told has none.
 */
export async function measureSessions(
  starts: readonly SessionStart[],
  signal: BehaviourSignal,
  windowMs: number,
  exchanges: Pick<ExchangeStore, "query">,
  fence: Fence,
  limits: ReadLimits,
): Promise<ReadonlyMap<string, number>> {
  if (starts.length === 0) return new Map();
  const { rows, truncated } = await exchanges.query(recordsQuery(starts, signal, windowMs), fence, {
    ...limits,
    rows: MOST_RECORDS,
  });
  if (truncated) {
    const half = Math.ceil(starts.length / 2);
    if (half === starts.length) throw tooLong(starts[0]);
    const parts = [starts.slice(0, half), starts.slice(half)];
    const found: (readonly [string, number])[] = [];
    for (const part of parts) found.push(...(await measureSessions(part, signal, windowMs, exchanges, fence, limits)));
    return new Map(found);
  }
  const bySession = Map.groupBy(rows.map(recordOf), placeOf);
  return new Map(
    starts.flatMap((start) => {
      const records = bySession.get(placeOf(start)) ?? [];
      const number = measureSession(signal, records, start.at, start.at + windowMs);
      return number === undefined ? [] : [[placeOf(start), number] as const];
    }),
  );
}

function recordsQuery(starts: readonly SessionStart[], { columns, agents }: BehaviourSignal, windowMs: number): Query {
  const of: Filter[] = [
    { kind: "compare", column: "session", operator: "in", value: starts.map(({ session }) => session) },
    { kind: "compare", column: "operation", operator: "=", value: "generate" },
  ];
  if (agents === "main") of.push({ kind: "compare", column: "agent", operator: "=", value: "" });
  const times = starts.map(({ at }) => at);
  const read = new Set<ColumnName>(["tenant", "session", ...SELECTING_COLUMNS, ...columns]);
  return {
    where: { kind: "all", of },
    since: Math.min(...times),
    until: Math.max(...times) + windowMs,
    groupBy: [],
    select: [...read].map((column) => ({ kind: "column", column, name: column })),
    orderBy: [],
    limit: MOST_RECORDS,
    // A session that began as what is asked for is read as it went on.
    synthetic: true,
  };
}

/** A row of an answer as the record that it is of; what was not asked for is empty. */
function recordOf(row: Row): ExchangeRecord {
  const parts = Object.entries(row).map(([name, value]) =>
    columnNamed(name)?.type === "time" && value !== null ? [name, timeOf(value)] : [name, value],
  );
  return completeRecord(Object.fromEntries(parts) as Parameters<typeof completeRecord>[0]);
}

function tooLong(start: SessionStart | undefined): BellwetherError {
  return new BellwetherError(
    "query_invalid",
    `the session ${start?.session ?? ""} has more than ${MOST_RECORDS} exchanges in the window: ask for a shorter one (window=1h)`,
  );
}
