import type { Clock } from "../core/clock.ts";
import { alertOfEvent, type AlertOrigin } from "../quality/alerts/of-event.ts";
import { alertOfGap, alertOfMissing } from "../quality/alerts/of-absence.ts";
import { type BudgetStanding, budgetStanding, type QualityBudget } from "../quality/budgets/ledger.ts";
import { driftsOf } from "../quality/budgets/of-events.ts";
import type { Attributes } from "../quality/cohorts/attribute-values.ts";
import { INFRASTRUCTURE, outcomesOf } from "../quality/monitor/infrastructure.ts";
import { type OutcomeLine, readBaseline } from "../quality/monitor/baseline.ts";
import { Monitor, type MonitorEvent } from "../quality/monitor/monitor.ts";
import { ChangeDetector, wilsonLowerBound } from "../quality/statistics/change-detector.ts";
import type { AlertDesk } from "./alert-desk.ts";
import type { Unit, UnitPage, UnitQuestion } from "./units.ts";

/** The time that a baseline is learnt from; it moves by whoever blesses another, and never by itself. */
export interface Blessed {
  readonly since: number;
  readonly until: number;
}

/** Whether two baselines are the same. */
export function isSame(a: Blessed, b: Blessed | undefined): boolean {
  return a.since === b?.since && a.until === b.until;
}

/** A monitor as it was declared. */
export interface DeclaredMonitor extends Omit<AlertOrigin, "ordinal"> {
  readonly question: Pick<UnitQuestion, "definition" | "evaluator" | "where" | "synthetic">;
  readonly by: readonly string[];
  readonly given: readonly string[];
  readonly runLength: number;
  /** Units that a baseline is learnt from where nobody says which. */
  readonly learn: number;
  readonly budget?: QualityBudget;
}

/** What a monitor works with. */
export interface MonitorPorts {
  /** Units of every tenant, in the order in which they began. */
  readonly units: (question: UnitQuestion) => Promise<Pick<UnitPage, "units" | "truncated" | "end" | "absent">>;
  readonly clock: Clock;
  readonly desk: Pick<AlertDesk, "raise" | "resolve">;
  /** Notes that the first units became the baseline. */
  readonly bless: (monitor: string, blessed: Blessed) => Promise<void>;
}

/** How a monitor stands. */
export interface MonitorStatus {
  readonly state: "learning" | "watching";
  readonly baseline: Blessed | undefined;
  readonly baseline_units: number;
  readonly units: number;
  readonly missing: number;
  /** Sessions that were judged by whom the baseline does not have, by judge: they are not compared. */
  readonly other_scorers: Readonly<Record<string, number>>;
  readonly open: boolean;
  readonly nearest: { readonly cohort: string; readonly evidence: number } | undefined;
  readonly events: readonly MonitorEvent[];
  readonly last_unit_at: number | undefined;
  readonly budget: BudgetStanding | undefined;
}

const ROWS = 2_000;
/** A gap in the data is one that is so many times longer than the longest of the baseline, and at least so long. */
const GAP_FACTOR = 3;
const LEAST_GAP_MS = 600_000;

/**
 * One signal of one surface, watched for ever: it learns its baseline from units of a blessed time, freezes it,
 * and holds every later unit against it. All that it knows can be read again from the records, so nothing of it
 * has to be stored.
 */
export class QualityMonitor {
  readonly #declared: DeclaredMonitor;
  readonly #ports: MonitorPorts;
  #blessed: Blessed | undefined;
  #learning: Unit[] = [];
  /** Who judged the units of the baseline. */
  readonly #judges = new Set<string>();
  #monitor: Monitor | undefined;
  #present: ChangeDetector | undefined;
  #baselineUnits = 0;
  #units = 0;
  #missing = 0;
  #learnt = { missing: 0, longestGap: 0 };
  #events: readonly MonitorEvent[] = [];
  #cursor: UnitQuestion["after"];
  #lastAt: number | undefined;
  #inGap = false;

  constructor(declared: DeclaredMonitor, ports: MonitorPorts, blessed: Blessed | undefined) {
    this.#declared = declared;
    this.#ports = ports;
    this.#blessed = blessed;
  }

  /** Reads what is new, and raises what it shows. */
  async read(): Promise<void> {
    for (let more = true; more;) {
      const page = await this.#ports.units(this.#question());
      // In the order in which they began: which of them the baseline has depends on it.
      const absent = [...page.absent];
      for (const unit of page.units) {
        while ((absent[0] ?? Infinity) < unit.t) await this.#absent(absent.shift() ?? 0);
        await this.#take(unit);
      }
      for (const at of absent) await this.#absent(at);
      this.#cursor = page.end ?? this.#cursor;
      more = page.truncated;
    }
    // A baseline that was blessed is whole when its time is over.
    if (this.#monitor === undefined && this.#blessed !== undefined && this.#blessed.until <= this.#ports.clock.now())
      this.#freeze();
    await this.#gap();
  }

  #question(): UnitQuestion {
    const now = this.#ports.clock.now();
    const after = this.#cursor;
    return {
      ...this.#declared.question,
      epochs: { prefer: this.#judges },
      since: this.#blessed?.since ?? 0,
      until: now,
      ...(after === undefined ? {} : { after }),
      rows: ROWS,
    };
  }

  async #take(unit: Unit): Promise<void> {
    const line = lineOf(unit);
    if (this.#lastAt !== undefined && this.#monitor === undefined)
      this.#learnt = { ...this.#learnt, longestGap: Math.max(this.#learnt.longestGap, unit.t - this.#lastAt) };
    this.#lastAt = unit.t;
    if (this.#monitor === undefined) {
      if (this.#blessed === undefined || unit.t < this.#blessed.until) {
        this.#learning.push(unit);
        if (unit.evaluator !== undefined) this.#judges.add(unit.evaluator);
        if (this.#blessed === undefined && this.#learning.length >= this.#declared.learn) await this.#blessFirst();
        return;
      }
      this.#freeze();
    }
    const before = this.#events.length;
    const others = sum(this.#monitor?.newcomers.values() ?? []);
    for (const outcome of outcomesOf(line)) this.#monitor?.add(outcome, outcome.value);
    // By a judge that the baseline does not have it says nothing: the values that are watched are missing.
    if (sum(this.#monitor?.newcomers.values() ?? []) > others) await this.#absent(unit.t);
    else {
      this.#units++;
      this.#present?.add(1);
    }
    this.#events = this.#monitor?.events ?? [];
    for (const event of this.#events.slice(before)) await this.#tell(event);
    if (this.#inGap) {
      this.#inGap = false;
      await this.#ports.desk.resolve(`${this.#declared.monitor}/no_units`);
    }
  }

  /** The first units become the baseline, which from now on is as fixed as one that somebody chose. */
  async #blessFirst(): Promise<void> {
    const [first] = this.#learning;
    const last = this.#learning.at(-1);
    if (first === undefined || last === undefined) return;
    this.#blessed = { since: first.t, until: last.t + 1 };
    await this.#ports.bless(this.#declared.monitor, this.#blessed);
    this.#freeze();
  }

  #freeze(): void {
    const { by, given, runLength } = this.#declared;
    const lines = this.#learning.map(lineOf).flatMap(outcomesOf);
    const reader = readBaseline(lines, { by, given });
    this.#monitor = new Monitor(reader.baseline, { runLength, directions: ["down"] });
    const units = this.#learning.length;
    this.#baselineUnits = units;
    const sessions = units + this.#learnt.missing;
    const share = sessions === 0 ? 0 : units / sessions;
    this.#present =
      share === 0 ? undefined : new ChangeDetector({ mean: wilsonLowerBound(share, sessions), runLength });
    this.#learning = [];
  }

  /** A session without a value: a guarded signal of its own, as such sessions may be those that went wrong. */
  async #absent(at: number): Promise<void> {
    if (this.#monitor === undefined) {
      this.#learnt = { ...this.#learnt, missing: this.#learnt.missing + 1 };
      return;
    }
    this.#missing++;
    if (this.#present?.add(0) !== true) return;
    const { missing, units } = { missing: this.#missing, units: this.#units };
    await this.#ports.desk.raise(
      alertOfMissing(this.#origin(1), this.#declared.question.definition.name, {
        missing,
        units,
        at,
        otherJudges: this.#monitor.newcomers,
      }),
    );
  }

  async #gap(): Promise<void> {
    const last = this.#lastAt;
    if (this.#monitor === undefined || last === undefined || this.#inGap) return;
    const { windowMs, name } = this.#declared.question.definition;
    // A unit enters when its window is over.
    const quiet = this.#ports.clock.now() - windowMs - last;
    if (quiet < Math.max(LEAST_GAP_MS, GAP_FACTOR * this.#learnt.longestGap)) return;
    this.#inGap = true;
    await this.#ports.desk.raise(alertOfGap(this.#origin(1), name, { since: last, longest: this.#learnt.longestGap }));
  }

  async #tell(event: MonitorEvent): Promise<void> {
    const { monitor } = this.#declared;
    if (event.kind === "recovered") await this.#ports.desk.resolve(`${monitor}/${event.signal}/`);
    if (event.kind !== "alarm") return;
    const since = this.#events.findLastIndex(({ kind }) => kind === "recovered");
    const ordinal = this.#events.slice(since + 1).filter(({ kind }) => kind === "alarm").length;
    await this.#ports.desk.raise(alertOfEvent(event, this.#origin(ordinal)));
  }

  #origin(ordinal: number): AlertOrigin {
    const { monitor, surface, severity, channel, baseUrl } = this.#declared;
    return { monitor, surface, severity, channel, ordinal, ...(baseUrl === undefined ? {} : { baseUrl }) };
  }

  get #budget(): BudgetStanding | undefined {
    const { budget, monitor } = this.#declared;
    if (budget === undefined) return undefined;
    return budgetStanding(
      budget,
      driftsOf(
        monitor,
        this.#events.filter(({ signal }) => signal !== INFRASTRUCTURE),
      ),
      this.#ports.clock.now(),
    );
  }

  /** How it stands. */
  get status(): MonitorStatus {
    const signal = this.#monitor?.signals.find((one) => one.signal === this.#declared.question.definition.name);
    return {
      state: this.#monitor === undefined ? "learning" : "watching",
      baseline: this.#blessed,
      baseline_units: this.#monitor === undefined ? this.#learning.length : this.#baselineUnits,
      units: this.#units,
      missing: this.#missing,
      other_scorers: Object.fromEntries(this.#monitor?.newcomers ?? []),
      open: signal?.open ?? false,
      nearest: signal?.nearest,
      events: this.#events,
      last_unit_at: this.#lastAt,
      budget: this.#budget,
    };
  }
}

function sum(values: Iterable<number>): number {
  let all = 0;
  for (const value of values) all += value;
  return all;
}

/** The unit as the tests take it: its values are 1 at best, whatever the signal. */
function lineOf({ unit, signal, value = 0, error, t, attrs, evaluator }: Unit): OutcomeLine {
  const attributes: Attributes = evaluator === undefined ? attrs : { ...attrs, evaluator };
  return { unit, signal, value, time: t, attributes, ...(error === undefined ? {} : { error }) };
}
