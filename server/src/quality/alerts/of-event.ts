import { counted, momentText, points, pointsInterval } from "../detection/figures.ts";
import { endedInError } from "../signals/behaviour/ended-in-error.ts";
import { INFRASTRUCTURE } from "../monitor/infrastructure.ts";
import type { MonitorEvent } from "../monitor/monitor.ts";
import type { Alert, AlertSeverity } from "./alert.ts";

/** Where a monitor stands, for the words of its alerts. */
export interface AlertOrigin {
  readonly monitor: string;
  readonly surface: string;
  readonly severity: AlertSeverity;
  /** The channel that users are on. */
  readonly channel: string;
  /** How many alarms the signal has had since it was last as good as its baseline, this one among them. */
  readonly ordinal: number;
  /** Where the page is found, for links. */
  readonly baseUrl?: string;
}

/** An alert of a level that changed for the worse. */
export function alertOfEvent(event: MonitorEvent, origin: AlertOrigin): Alert {
  const { monitor, surface, severity, ordinal } = origin;
  const cohort = event.cohort?.name ?? "all units";
  const way = event.estimate >= 0 ? "fell" : "rose";
  const size = Math.abs(event.estimate);
  const [low, high] = way === "fell" ? event.interval : [-event.interval[1], -event.interval[0]];
  const since = event.since?.time ?? event.at.time ?? 0;
  return {
    fingerprint: [monitor, event.signal, event.direction, cohort, ordinal].join("/"),
    labels: {
      monitor,
      surface,
      signal: event.signal,
      kind: event.signal === INFRASTRUCTURE ? "infrastructure" : "level",
      severity,
      cohort,
      layer: event.attribution.layer,
    },
    summary: `${surface}: ${event.signal} ${way} by ${points(size)} in ${cohort}, since ${momentText(since)}`,
    facts: [
      [
        "level",
        `${event.from.toFixed(4)} to ${event.to.toFixed(4)}, ${way} by ${points(size)} (about ${pointsInterval([low, high])})`,
      ],
      ["where", cohort],
      ["since", `${momentText(since)}, ${counted(event.units_since, "unit")}`],
      ...event.coincides.map(
        ({ attribute, value, before }) => ["coincides", `${attribute} ${before ?? "none"} → ${value}`] as const,
      ),
      ["by", `${event.attribution.layer}: ${event.attribution.because}`],
    ],
    since,
    command: commandOf(event, origin),
    evidence: evidenceOf(event, origin, since),
  };
}

/** The one command that acts: back to the version before, or a look at what changed. */
function commandOf({ signal, coincides }: MonitorEvent, { surface, channel }: AlertOrigin): string {
  if (signal === INFRASTRUCTURE)
    return `bellwether query 'surface = ${surface} and outcome in (failed, cut, interrupted)' --group-by upstream,error_code`;
  const version = coincides.find(({ attribute }) => attribute === "version" || attribute === "contract_version");
  if (version?.before !== undefined && version.before !== null)
    return `bellwether contract channel set ${surface}@${version.before} ${channel} --why quality`;
  const client = coincides.find(({ attribute }) => attribute === "client_version");
  return client === undefined
    ? `bellwether contract log ${surface}`
    : `bellwether contract shifts --where 'surface=${surface}'`;
}

function evidenceOf({ signal }: MonitorEvent, { surface, baseUrl }: AlertOrigin, since: number): string {
  const measured = signal === INFRASTRUCTURE ? endedInError.definition.name : signal;
  const path = `/api/v1/units?signal=${encodeURIComponent(measured)}&surface=${encodeURIComponent(surface)}&since=${encodeURIComponent(new Date(since).toISOString())}`;
  return `${baseUrl ?? ""}${path}`;
}
