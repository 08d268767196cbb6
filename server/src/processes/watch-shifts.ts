import { renderShifts } from "../contract/shifts/render-text.ts";
import type { RecordFeed } from "../control/feed.ts";
import { ShiftMonitor } from "../control/shift-monitor.ts";
import { firstRequestsQuery } from "../control/shift-routes.ts";
import { systemClock } from "../core/clock.ts";
import type { ExchangeStore } from "../exchange/store.ts";
import { observationOfRecord } from "../session/observe-record.ts";

/** What is looked back at when control starts. */
const LOOK_BACK = "30d";
const LIMITS = { rows: 2_000, seconds: 30 };

/** Watches what clients' releases send by default, and says in the log where a new one sends something else. */
export function watchShifts(
  exchanges: Pick<ExchangeStore, "query">,
  feed: RecordFeed,
  prepared: Promise<unknown>,
  say: (what: string, error?: unknown) => void,
): void {
  const monitor = new ShiftMonitor({
    now: systemClock.now,
    onShift: (shift) => say(renderShifts({ shifts: [shift], tooFew: [] }).trimEnd()),
  });
  feed.subscribe((records) => monitor.take(records));
  const recall = async (): Promise<void> => {
    await prepared;
    const query = firstRequestsQuery({ since: LOOK_BACK }, systemClock.now());
    const { rows } = await exchanges.query(query, { kind: "all" }, LIMITS);
    monitor.recall(rows.toReversed().map(observationOfRecord));
  };
  recall().catch((error: unknown) => say("what clients sent before could not be looked at", error));
}
