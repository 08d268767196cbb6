import { type Context, Hono } from "hono";
import { type ShiftReport, shiftsOf } from "../contract/shifts/shifts.ts";
import { BellwetherError } from "../core/error.ts";
import { parseQuery } from "../exchange/query/parse.ts";
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

/** The route that says what a client's releases send by default, and where that changed. */
export function shiftRoutes({ exchanges, fence, now, limits }: ShiftRoutePorts): Hono {
  const app = new Hono();
  app.get("/", async (context) => {
    const inside = fence(context);
    const sessions = Number(context.req.query("sessions") ?? "2");
    if (!Number.isInteger(sessions) || sessions < 2)
      throw new BellwetherError("query_invalid", "sessions: must be a whole number of at least 2");
    const conditions = context.req.query("where") ?? "";
    const query = parseQuery(
      {
        where: `operation=generate idle_bucket=first${conditions === "" ? "" : ` (${conditions})`}`,
        show: OBSERVED_COLUMNS.join(","),
        orderBy: "received_at desc",
        limit: String(MOST),
        since: context.req.query("since") ?? "30d",
        until: context.req.query("until"),
        synthetic: context.req.query("synthetic") === "true",
      },
      now(),
    );
    const { rows } = await exchanges.query(query, inside, limits);
    const observations = rows.toReversed().map(observationOfRecord);
    const report: ShiftReport = shiftsOf(observations, { sessions, now: now() });
    return context.json(report);
  });
  return app;
}
