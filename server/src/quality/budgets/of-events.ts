import type { MonitorEvent } from "../monitor/monitor.ts";
import type { Drift } from "./ledger.ts";

/**
 * The drifts that a monitor's events tell of: from each change to the next one of its signal, with what it lost
 * against the baseline. A further fall counts from the level before it on top of what goes on.
 */
export function driftsOf(monitor: string, events: readonly MonitorEvent[]): readonly Drift[] {
  const open: { readonly drift: Drift }[] = [];
  const closed: Drift[] = [];
  for (const event of events) {
    const at = event.since?.time ?? event.at.time ?? 0;
    if (event.kind === "alarm") {
      const places = event.since === null ? 0 : event.at.place - event.since.place + 1;
      const share = event.cohort === null || places <= 0 ? 1 : Math.min(1, event.units_since / places);
      const cause = `${monitor}: ${event.cohort?.name ?? "all units"} since ${new Date(at).toISOString()}`;
      open.push({ drift: { cause, from: at, drop: Math.abs(event.estimate), share } });
      continue;
    }
    // A part of the way back ends the last fall, all of it every one.
    for (const { drift } of event.kind === "recovered" ? open.splice(0) : open.splice(-1))
      closed.push({ ...drift, until: at });
  }
  return [...closed, ...open.map(({ drift }) => drift)];
}
