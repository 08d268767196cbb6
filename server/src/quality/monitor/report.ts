import type { DroppedCohorts } from "../cohorts/cohort-plan.ts";
import { unscaled, type ValueScale } from "../detection/stream-line.ts";
import type { Verdict } from "../verdict.ts";
import type { Baseline } from "./baseline.ts";
import { INFRASTRUCTURE } from "./infrastructure.ts";
import type { Monitor, MonitorEvent } from "./monitor.ts";

/** A change as it is reported: where it was seen and where it began by the number of the unit. */
export interface ReportedEvent extends Omit<MonitorEvent, "at" | "since"> {
  /** Number of the unit at which it was seen, from 1. */
  readonly unit: number;
  readonly unit_name: string;
  readonly time: number | null;
  /** The first unit after the change, as estimated. */
  readonly change_point: { readonly unit: number; readonly unit_name: string; readonly time: number | null } | null;
}

/** What a stream was found to be. */
export interface MonitorReport {
  readonly verdict: Verdict;
  readonly reason: string;
  /** Changes for the worse. */
  readonly alarms: readonly ReportedEvent[];
  /** The same, with those that went back between them. */
  readonly events: readonly ReportedEvent[];
  readonly run_length: number;
  readonly signals: Monitor["signals"];
  /** Scales that were learnt, or the one that was given, by signal. */
  readonly scales: Readonly<Record<string, ValueScale>>;
  readonly tracked: number;
  readonly dropped: readonly DroppedCohorts[];
  /** Lines whose answer was scored otherwise before. */
  readonly rescored: number;
  /** Units by scorers that the baseline does not know. */
  readonly other_scorers: Readonly<Record<string, number>>;
  readonly signals_without_baseline: readonly string[];
  /** Attributes that were asked for, and that no unit of the baseline has. */
  readonly missing_attributes: readonly string[];
  /** Lines with an infrastructure error. */
  readonly errors: { readonly baseline: number; readonly stream: number };
  readonly read: {
    readonly lines: number;
    readonly units: number;
    readonly repeated_lines: number;
    readonly lines_back_in_time: number;
  };
}

/** Units of a baseline below which nothing can be held against it. */
const LEAST_BASELINE = 5;
/** Units of a stream below which nothing is said of it but what it shows. */
const LEAST_STREAM = 10;

/** Puts together what a monitor saw. */
export function monitorReport(
  monitor: Monitor,
  baseline: Baseline,
  rest: Pick<MonitorReport, "run_length" | "read" | "errors"> & { readonly scales: ReadonlyMap<string, ValueScale> },
): MonitorReport {
  const events = monitor.events.map(reported);
  const alarms = events.filter(({ kind }) => kind === "alarm");
  const signals = anyError(rest) ? monitor.signals : monitor.signals.filter(({ signal }) => signal !== INFRASTRUCTURE);
  return {
    ...judged(signals, alarms.length),
    alarms,
    events,
    run_length: rest.run_length,
    signals,
    missing_attributes: baseline.missing,
    errors: rest.errors,
    scales: Object.fromEntries(rest.scales),
    tracked: baseline.plan.cohorts.length,
    dropped: baseline.plan.dropped,
    rescored: monitor.rescored,
    other_scorers: Object.fromEntries(monitor.newcomers),
    signals_without_baseline: monitor.unknownSignals,
    read: rest.read,
  };
}

function anyError({ errors }: Pick<MonitorReport, "errors">): boolean {
  return errors.baseline + errors.stream > 0;
}

function reported({ at, since, ...event }: MonitorEvent): ReportedEvent {
  return {
    ...event,
    unit: at.place,
    unit_name: at.unit,
    time: at.time,
    change_point: since === null ? null : { unit: since.place, unit_name: since.unit, time: since.time },
  };
}

function judged(signals: Monitor["signals"], alarms: number): { readonly verdict: Verdict; readonly reason: string } {
  if (alarms > 0) return { verdict: "fail", reason: `${alarms} ${alarms === 1 ? "alarm" : "alarms"}` };
  if (signals.every(({ units }) => units === 0))
    return {
      verdict: "inconclusive",
      reason:
        signals.length === 0
          ? "the baseline has no unit"
          : "the stream has no unit that the baseline can be held against",
    };
  const short = signals.find(({ units }) => units < LEAST_STREAM);
  if (short !== undefined)
    return {
      verdict: "inconclusive",
      reason: `the stream has ${short.units} ${short.units === 1 ? "unit" : "units"} of ${short.signal} that can be held against the baseline: too few to say that nothing is worse`,
    };
  const thin = signals.find(({ baseline_units: units }) => units < LEAST_BASELINE);
  if (thin !== undefined)
    return {
      verdict: "inconclusive",
      reason: `the baseline has ${thin.baseline_units} units of ${thin.signal}: too few to hold anything against`,
    };
  return { verdict: "pass", reason: "nothing is worse than the baseline" };
}

/** A value as its signal has it. */
export function asRead(part: number, scale: ValueScale | undefined): number {
  return scale === undefined ? part : unscaled(part, scale);
}
