import type { Query } from "../exchange/query/query.ts";
import type { ExchangeStore, Fence, ReadLimits } from "../exchange/store.ts";
import { endedInError } from "../quality/signals/behaviour/ended-in-error.ts";
import { measureSessions } from "./session-measures.ts";
import { placeOf, type SessionStart } from "./session-starts.ts";

/** Sessions that are named in one question. */
const SESSIONS = 250;
const FAILURES = ["failed", "cut", "interrupted"];

/** Which of some sessions ended in an infrastructure error, by their places. */
export async function sessionsInError(
  starts: readonly SessionStart[],
  windowMs: number,
  { exchanges, limits }: { readonly exchanges: Pick<ExchangeStore, "query">; readonly limits: ReadLimits },
  fence: Fence,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (let from = 0; from < starts.length; from += SESSIONS) {
    const some = starts.slice(from, from + SESSIONS);
    const { rows } = await exchanges.query(failedQuery(some, windowMs), fence, limits);
    const failed = new Set(
      rows.map((row) => placeOf({ tenant: String(row["tenant"]), session: String(row["session"]) })),
    );
    // Few sessions meet a failure, and of those alone the end is looked at.
    const suspects = some.filter((start) => failed.has(placeOf(start)));
    const ends = await measureSessions(suspects, endedInError, windowMs, exchanges, fence, limits);
    for (const [place, ended] of ends) if (ended === 1) found.add(place);
  }
  return found;
}

function failedQuery(starts: readonly SessionStart[], windowMs: number): Query {
  const times = starts.map(({ at }) => at);
  return {
    where: {
      kind: "all",
      of: [
        { kind: "compare", column: "session", operator: "in", value: starts.map(({ session }) => session) },
        { kind: "compare", column: "operation", operator: "=", value: "generate" },
        { kind: "compare", column: "agent", operator: "=", value: "" },
        { kind: "compare", column: "outcome", operator: "in", value: FAILURES },
      ],
    },
    since: Math.min(...times),
    until: Math.max(...times) + windowMs,
    groupBy: ["tenant", "session"],
    select: [{ kind: "aggregate", function: "count", name: "failures" }],
    orderBy: [],
    limit: SESSIONS,
    synthetic: true,
  };
}
