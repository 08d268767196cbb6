import { type Context, Hono } from "hono";
import { type ShiftReport, shiftsOf } from "../contract/shifts/shifts.ts";
import { BellwetherError } from "../core/error.ts";
import { parseQuery } from "../exchange/query/parse.ts";
import type { Query } from "../exchange/query/query.ts";
import type { ExchangeStore, Fence, ReadLimits } from "../exchange/store.ts";
import { OBSERVED_COLUMNS, observationOfRecord } from "../session/observe-record.ts";

/** What the route answers from, and whose records a caller may see. */
export interface ShiftRoutePorts {
  readonly exchanges: Pick<ExchangeStore, "query">;
  readonly fence: (context: Context) => Fence;
  readonly now: () => number;
  readonly limits: ReadLimits;
}

/** First requests that are looked at, the newest. */
const MOST = 2_000;

/** Which first requests are meant. */
export interface FirstRequests {
  readonly where?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly synthetic?: boolean;
}

/** The question for the first requests of sessions, the newest first. @throws {BellwetherError} `query_invalid`. */
export function firstRequestsQuery({ where = "", since, until, synthetic = false }: FirstRequests, now: number): Query {
  return parseQuery(
    {
      where: `operation=generate idle_bucket=first${where === "" ? "" : ` (${where})`}`,
      show: OBSERVED_COLUMNS.join(","),
      orderBy: "received_at desc",
      limit: String(MOST),
      since,
      until,
      synthetic,
    },
    now,
  );
}

/** The route that says what a client's releases send by default, and where that changed. */
export function shiftRoutes({ exchanges, fence, now, limits }: ShiftRoutePorts): Hono {
  const app = new Hono();
  app.get("/", async (context) => {
    const inside = fence(context);
    const text = (name: string): string | undefined => context.req.query(name);
    const sessions = Number(text("sessions") ?? "2");
    if (!Number.isInteger(sessions) || sessions < 2)
      throw new BellwetherError("query_invalid", "sessions: must be a whole number of at least 2");
    const wanted = {
      where: text("where"),
      since: text("since") ?? "30d",
      until: text("until"),
      synthetic: text("synthetic") === "true",
    };
    const { rows } = await exchanges.query(firstRequestsQuery(wanted, now()), inside, limits);
    const observations = rows.toReversed().map(observationOfRecord);
    const report: ShiftReport = shiftsOf(observations, { sessions, now: now() });
    return context.json(report);
  });
  return app;
}
