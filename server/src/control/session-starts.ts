import type { ColumnName } from "../exchange/columns.ts";
import type { Filter, Query } from "../exchange/query/query.ts";
import type { SessionName } from "../exchange/scores/store.ts";
import type { ExchangeStore, Fence, ReadLimits, Row } from "../exchange/store.ts";

/** Which sessions are asked for, by how they began. */
export interface StartQuestion {
  /** Of the first exchange of each session. */
  readonly where?: Filter;
  /** Sessions that began at or after, and before; milliseconds since the epoch. */
  readonly since: number;
  readonly until: number;
  readonly synthetic: boolean;
  /** Behind this one, in the order in which sessions began. */
  readonly after?: { readonly at: number; readonly exchange: string };
  /** Sessions that are looked at. */
  readonly rows: number;
}

/** How many sessions began so. */
export function startsCount(question: Omit<StartQuestion, "after" | "rows">): Query {
  const count = { kind: "aggregate", function: "count", name: "sessions" } as const;
  return { ...startsQuery({ ...question, rows: 1 }), select: [count], orderBy: [] };
}

/** A session as it began. */
export interface SessionStart extends SessionName {
  readonly at: number;
  readonly exchange: string;
  readonly row: Row;
}

/** Columns that were fixed before an arm could act: what is known when a session begins. */
export const PRE_ATTRIBUTES = [
  "tenant",
  "surface",
  "version",
  "audience",
  "role",
  "client",
  "client_version",
  "build",
  "format",
  "journeys",
  "region",
  "hour",
  "model_requested",
  "effort_requested",
  "context_bucket",
  "tools_count",
  "streamed",
  "resumed",
  "choice",
] as const satisfies readonly ColumnName[];

const START_COLUMNS = ["exchange", "session", "received_at", "arm", "probability", "flags", ...PRE_ATTRIBUTES] as const;
/** Sessions that are named in one question. */
const SESSIONS = 250;

/** The question for the first requests of main agents, in the order in which they came. */
export function startsQuery({ where, since, until, synthetic, after, rows }: StartQuestion): Query {
  const equal = (column: ColumnName, value: string): Filter => ({ kind: "compare", column, operator: "=", value });
  const of: Filter[] = [equal("operation", "generate"), equal("idle_bucket", "first"), equal("agent", "")];
  of.push({ kind: "compare", column: "session", operator: "!=", value: "" });
  if (where !== undefined) of.push(where);
  if (after !== undefined) of.push(behind(after));
  return {
    where: { kind: "all", of },
    since,
    until: Math.max(since, until),
    groupBy: [],
    select: START_COLUMNS.map((column) => ({ kind: "column", column, name: column })),
    orderBy: ["received_at", "exchange"].map((name) => ({ name, descending: false })),
    limit: rows,
    synthetic,
  };
}

function behind({ at, exchange }: { readonly at: number; readonly exchange: string }): Filter {
  const sameTime: Filter[] = [
    { kind: "compare", column: "received_at", operator: "=", value: at },
    { kind: "compare", column: "exchange", operator: ">", value: exchange },
  ];
  const later: Filter = { kind: "compare", column: "received_at", operator: ">", value: at };
  return { kind: "any", of: [later, { kind: "all", of: sameTime }] };
}

/**
 * Those of these starts with which a session began, each once. A session whose state was lost
 * begins anew in its record, and is no new unit.
 */
export async function beginnings(
  starts: readonly SessionStart[],
  { exchanges, limits }: { readonly exchanges: Pick<ExchangeStore, "query">; readonly limits: ReadLimits },
  fence: Fence,
): Promise<readonly SessionStart[]> {
  const found: SessionStart[] = [];
  const first = distinct(starts);
  for (let from = 0; from < first.length; from += SESSIONS) {
    const some = first.slice(from, from + SESSIONS);
    const began = await beganAt(some, exchanges, fence, limits);
    found.push(...some.filter((start) => (began.get(placeOf(start)) ?? start.at) >= start.at));
  }
  return found;
}

async function beganAt(
  starts: readonly SessionStart[],
  exchanges: Pick<ExchangeStore, "query">,
  fence: Fence,
  limits: ReadLimits,
): Promise<ReadonlyMap<string, number>> {
  const of: Filter[] = [
    { kind: "compare", column: "session", operator: "in", value: starts.map(({ session }) => session) },
    { kind: "compare", column: "operation", operator: "=", value: "generate" },
    { kind: "compare", column: "agent", operator: "=", value: "" },
  ];
  const query: Query = {
    where: { kind: "all", of },
    groupBy: ["tenant", "session"],
    select: [{ kind: "aggregate", function: "min", column: "received_at", name: "began" }],
    orderBy: [],
    limit: limits.rows,
    synthetic: true,
  };
  const { rows } = await exchanges.query(query, fence, limits);
  return new Map(rows.map((row) => [placeOf(named(row)), timeOf(row["began"])]));
}

/** A row of the answer as the start that it is. */
export function startOf(row: Row): SessionStart {
  return { ...named(row), at: timeOf(row["received_at"]), exchange: String(row["exchange"]), row };
}

/** Each session once, as it began first. */
function distinct(starts: readonly SessionStart[]): readonly SessionStart[] {
  const first = new Map<string, SessionStart>();
  for (const start of starts) if (!first.has(placeOf(start))) first.set(placeOf(start), start);
  return [...first.values()];
}

function named(row: Row): SessionName {
  return { tenant: String(row["tenant"]), session: String(row["session"]) };
}

/** Where a session is found in maps. */
export function placeOf({ tenant, session }: SessionName): string {
  return `${tenant}\0${session}`;
}

/** Milliseconds of a time in an answer. */
export function timeOf(text: unknown): number {
  const time = String(text);
  return Date.parse(time.includes("T") ? time : `${time.replace(" ", "T")}Z`);
}
