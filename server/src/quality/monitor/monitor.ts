import { cohortName } from "../cohorts/cohort.ts";
import { type Attribution, attribute, COMPARISON_SETS, type ComparisonSet, type SetMovement } from "./attribution.ts";
import { type Baseline, type OutcomeLine, setKey, setOf } from "./baseline.ts";
import { INFRASTRUCTURE, INFRASTRUCTURE_STAKE } from "./infrastructure.ts";
import { type Place, PlaceLog } from "./place-log.ts";
import { SetHistory } from "./set-history.ts";
import { type LevelChange, SignalMonitor } from "./signal-monitor.ts";
import { type Coincidence, ValueHistory } from "./value-history.ts";

/** Which way a signal's change is for the worse. */
export type Direction = "down" | "up";

/** What monitors promise and watch for. */
export interface MonitorOptions {
  /** Units from one false alarm to the next, on the mean, over all signals and cohorts. */
  readonly runLength: number;
  readonly directions: readonly Direction[];
}

/** A change that was seen. Values are as they are read, whatever the direction. */
export interface MonitorEvent {
  readonly kind: LevelChange["kind"];
  readonly signal: string;
  readonly direction: Direction;
  /** The unit at which it was seen. */
  readonly at: Place;
  /** The first unit after the change, as estimated. */
  readonly since: Place | null;
  /** Units of the cohort since the change. */
  readonly units_since: number;
  readonly from: number;
  readonly to: number;
  /** `from` less `to`: a fall is positive. */
  readonly estimate: number;
  readonly interval: readonly [low: number, high: number];
  readonly cohort: { readonly name: string; readonly attributes: Readonly<Record<string, string>> } | null;
  readonly attribution: Attribution;
  readonly coincides: readonly Coincidence[];
  /** By how much the evidence is above what raises the alarm. */
  readonly evidence: number;
}

const MOST_COINCIDENCES = 3;

interface Watched {
  readonly name: string;
  readonly monitors: readonly { readonly direction: Direction; readonly monitor: SignalMonitor }[];
  readonly history: ValueHistory;
  readonly places: PlaceLog;
  readonly sets: Readonly<Record<ComparisonSet, SetHistory>>;
  units: number;
}

/** Errors can only become more. */
function directionsOf(signal: string, directions: readonly Direction[]): readonly Direction[] {
  return signal === INFRASTRUCTURE ? ["down"] : directions;
}

/** By how much a signal's run length, in one direction, is longer than that of all together. */
function shareOfAlarms(signal: string, { signals }: Baseline, directions: readonly Direction[]): number {
  const errors = signals.has(INFRASTRUCTURE) ? 1 : 0;
  if (signal === INFRASTRUCTURE) return 1 / INFRASTRUCTURE_STAKE;
  return ((signals.size - errors) * directions.length) / (1 - errors * INFRASTRUCTURE_STAKE);
}

/** Watches the signals of a stream against a baseline, unit by unit. */
export class Monitor {
  readonly #baseline: Baseline;
  readonly #watched: ReadonlyMap<string, Watched>;
  #rescored = 0;
  readonly #newcomers = new Map<string, number>();
  readonly #events: { readonly event: MonitorEvent; readonly change: LevelChange; readonly watched: Watched }[] = [];
  readonly #unknown = new Set<string>();

  constructor(baseline: Baseline, { runLength, directions }: MonitorOptions) {
    this.#baseline = baseline;
    this.#watched = new Map(
      [...baseline.signals].map(([name, signal]) => [
        name,
        {
          name,
          monitors: directionsOf(name, directions).map((direction) => ({
            direction,
            monitor: new SignalMonitor(
              signal,
              baseline.plan,
              runLength * shareOfAlarms(name, baseline, directions),
              direction,
            ),
          })),
          history: new ValueHistory(baseline.given),
          places: new PlaceLog(),
          sets: { holdback: new SetHistory(), probe: new SetHistory(), anchor: new SetHistory() },
          units: 0,
        },
      ]),
    );
  }

  /**
   * The value of one line: baseline's own score, where the line's answer is one that baseline's scorer gave another.
   * What a unit is worth is the mean of these.
   */
  valueOf(line: OutcomeLine): number {
    const known = this.#baseline.scorers.rescored(line);
    if (known !== undefined) this.#rescored++;
    return known ?? line.value;
  }

  /** Takes one more unit, with its value in [0,1]. @returns the changes that it showed. */
  add(line: OutcomeLine, value: number): readonly MonitorEvent[] {
    const watched = this.#watched.get(line.signal);
    if (watched === undefined) {
      this.#unknown.add(line.signal);
      return [];
    }
    const set = setOf(line);
    if (set !== undefined) {
      watched.sets[set].add(value, watched.units);
      return [];
    }
    const newcomer = this.#baseline.scorers.newcomer(line);
    if (newcomer !== undefined) {
      this.#newcomers.set(newcomer, (this.#newcomers.get(newcomer) ?? 0) + 1);
      return [];
    }
    watched.units++;
    watched.history.add(line.attributes, watched.units, line.time);
    watched.places.add(watched.units, line.unit, line.time);
    return watched.monitors.flatMap(({ direction, monitor }) => {
      const change = monitor.add(value, line, watched.units);
      if (change === undefined) return [];
      const event = this.#event(watched, direction, change, line);
      this.#events.push({ event, change, watched });
      return [event];
    });
  }

  /**
   * All changes so far, each attributed by what is known by now: when one is seen there may have been too few
   * units of the holdback, the probe set and the anchor set since to tell whose it is.
   */
  get events(): readonly MonitorEvent[] {
    return this.#events.map(({ event, change, watched }, index) => {
      const next = this.#events
        .slice(index + 1)
        .find((later) => later.watched === watched && later.event.direction === event.direction);
      const until = next?.change.change ?? watched.units;
      return { ...event, attribution: this.#attribution(watched, event.direction, change, until, event.at.place) };
    });
  }

  #attribution(
    watched: Watched,
    direction: Direction,
    { change, drop, units }: LevelChange,
    until: number,
    seen: number,
  ): Attribution {
    // A set has units of every cohort: one of a tenth that fell shows a tenth of its fall.
    const share = Math.min(1, units / Math.max(1, seen - change));
    const moved = (set: ComparisonSet): SetMovement =>
      watched.sets[set].between(
        change,
        until,
        direction,
        this.#baseline.sets.get(setKey(watched.name, set)),
        Math.abs(drop) * share,
      );
    const [holdback = "unknown", probe = "unknown", anchor = "unknown"] = COMPARISON_SETS.map(moved);
    return attribute({ holdback, probe, anchor }, watched.history.around(change, seen));
  }

  #event(watched: Watched, direction: Direction, change: LevelChange, line: OutcomeLine): MonitorEvent {
    const coincides = watched.history.around(change.change);
    const up = direction === "up";
    const { traits } = change.cohort;
    return {
      kind: change.kind,
      signal: watched.name,
      direction,
      at: { place: watched.units, unit: line.unit, time: line.time ?? null },
      since: watched.places.after(change.change) ?? null,
      units_since: change.units,
      from: change.from,
      to: change.to,
      estimate: up ? -change.drop : change.drop,
      interval: up ? [-change.interval[1], -change.interval[0]] : change.interval,
      cohort:
        traits.length === 0
          ? null
          : {
              name: cohortName(change.cohort),
              attributes: Object.fromEntries(traits.map(({ attribute: name, value }) => [name, value])),
            },
      attribution: this.#attribution(watched, direction, change, watched.units, watched.units),
      coincides: coincides.slice(0, MOST_COINCIDENCES),
      evidence: change.evidence,
    };
  }

  /** Each signal as it stands. */
  get signals(): readonly {
    readonly signal: string;
    readonly units: number;
    readonly baseline_units: number;
    /** Whether its level is another than the baseline's. */
    readonly open: boolean;
    /** How near it is to an alarm, which 1 raises, and in which cohort. */
    readonly nearest: SignalMonitor["nearest"];
  }[] {
    return [...this.#watched.values()].map(({ name, units, monitors }) => ({
      signal: name,
      units,
      baseline_units: this.#baseline.signals.get(name)?.units ?? 0,
      open: monitors.some(({ monitor }) => monitor.open),
      nearest: monitors
        .map(({ monitor }) => monitor.nearest)
        .reduce((most, one) => (one.evidence > most.evidence ? one : most)),
    }));
  }

  /** Lines whose answer the baseline has with another score: the scorer changed, and baseline's score was taken. */
  get rescored(): number {
    return this.#rescored;
  }

  /** Scorers that the baseline does not know, and the units that they scored: they are not compared. */
  get newcomers(): ReadonlyMap<string, number> {
    return this.#newcomers;
  }

  /** Signals that the baseline does not have. */
  get unknownSignals(): readonly string[] {
    return [...this.#unknown];
  }
}
