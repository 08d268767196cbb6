import type { MonitorDocument } from "../config/quality-schema.ts";
import { monitorSchema } from "../config/quality-schema.ts";
import { BellwetherError } from "../core/error.ts";
import type { Clock } from "../core/clock.ts";
import type { ControlStore } from "./control-store.ts";
import { blessedIn, contractMonitors, type Declaration, declaredMonitor, monitorsToRun } from "./declared-monitors.ts";
import { refuseMonitor, surfacesOf } from "./monitor-refusals.ts";
import { type Blessed, isSame } from "./quality-monitor.ts";

/** What the log of monitors is read from, and what it adds to. */
export interface MonitorLogPorts {
  readonly store: Pick<ControlStore, "apply" | "auditAfter" | "state" | "revision">;
  readonly clock: Clock;
  /** Where the page is found, for links of alerts. */
  readonly baseUrl: string | undefined;
  /** Monitors that the configuration declares. */
  readonly configured: readonly Declaration[];
  readonly report: (what: string) => void;
}

const PAGE = 1_000;
const [BLESS, DECLARE, WITHDRAW] = ["monitor.bless", "monitor.declare", "monitor.withdraw"] as const;

/**
 * Which monitors there are, and by which baselines: what the configuration declares, what stable contracts have
 * budgets for, and what the API declared, withdrew and blessed, which are entries of the audit log.
 */
export class MonitorLog {
  readonly #ports: MonitorLogPorts;
  readonly #blessed = new Map<string, Blessed>();
  readonly #api = new Map<string, Declaration>();
  #contracts: readonly Declaration[] = [];
  #surfaces: ReadonlySet<string> = new Set();
  #revision = -1;
  #entry = 0;
  #run: ReadonlyMap<string, Declaration> = new Map();

  constructor(ports: MonitorLogPorts) {
    this.#ports = ports;
  }

  /** Every monitor that is to run, by name, as of the last reading. */
  get declarations(): ReadonlyMap<string, Declaration> {
    return this.#run;
  }

  /** The baseline of a monitor; undefined where the first units are to be one. */
  baseline(name: string): Blessed | undefined {
    return this.#blessed.get(name) ?? this.#run.get(name)?.baseline;
  }

  /** Reads what was decided since, here or on another replica. */
  async read(): Promise<void> {
    const { store, baseUrl, configured } = this.#ports;
    for (let more = true; more;) {
      const entries = await store.auditAfter(this.#entry, PAGE);
      for (const { action, subject, detail, number } of entries) {
        this.#take(action, subject, detail);
        this.#entry = number;
      }
      more = entries.length === PAGE;
    }
    if ((await store.revision()) !== this.#revision) {
      const state = await store.state();
      this.#contracts = contractMonitors(state, baseUrl);
      this.#surfaces = surfacesOf(state);
      this.#revision = state.revision;
    }
    this.#run = monitorsToRun([...configured, ...this.#api.values(), ...this.#contracts]);
  }

  #take(action: string, subject: string, detail: string): void {
    if (action === BLESS) this.#blessed.set(subject, blessedIn(detail));
    if (action === WITHDRAW) {
      this.#api.delete(subject);
      this.#blessed.delete(subject);
    }
    if (action !== DECLARE) return;
    const read = monitorSchema.safeParse(JSON.parse(detail));
    try {
      if (!read.success) throw new Error(read.error.issues[0]?.message ?? "not as expected");
      const declaration = this.#declaration(subject, read.data);
      const before = this.#api.get(subject)?.baseline;
      const { baseline } = declaration;
      this.#api.set(subject, declaration);
      // The baseline of a document that was declared again is not news: what was blessed since holds.
      if (baseline !== undefined && !isSame(baseline, before)) this.#blessed.set(subject, baseline);
    } catch (error) {
      // Of another version: what it cannot read it does not run, and says so.
      const why = error instanceof Error ? error.message : String(error);
      this.#ports.report(`the monitor ${subject} was declared in a way that is not understood here: ${why}`);
    }
  }

  #declaration(name: string, document: MonitorDocument): Declaration {
    const { clock, baseUrl } = this.#ports;
    return declaredMonitor(name, document, { by: "api", baseUrl, now: clock.now() });
  }

  /**
   * Declares a monitor, or declares it otherwise. Its baseline stays what it is, unless the document names one.
   *
   * @param written the document as it came.
   * @returns whether anything was changed by it.
   * @throws {BellwetherError} `query_invalid`, `change_conflict`.
   */
  async declare(name: string, document: MonitorDocument, written: object, actor: string): Promise<boolean> {
    const declaration = this.#declaration(name, document);
    await this.read();
    const known = this.#run.get(name);
    if (known?.by === "configuration")
      throw new BellwetherError(
        "change_conflict",
        `the configuration declares the monitor ${name}: change it there, or take another name`,
      );
    const now = this.#ports.clock.now();
    // By the names that they run under: where the configuration took one, the contract's monitor has another.
    const running = [...this.#run.values()].filter(({ by }) => by === "contract");
    refuseMonitor(name, document, { surfaces: this.#surfaces, contracts: [...this.#contracts, ...running], now });
    if (known !== undefined && JSON.stringify(known) === JSON.stringify(declaration)) return false;
    await this.#note(DECLARE, name, actor, written);
    await this.read();
    return true;
  }

  /** Withdraws a monitor that the API declared, and its baseline. @throws {BellwetherError} `resource_unknown`, `change_conflict`. */
  async withdraw(name: string, reason: string, actor: string): Promise<void> {
    await this.read();
    const known = this.#run.get(name);
    if (known === undefined) throw this.#unknown(name);
    if (known.by !== "api")
      throw new BellwetherError(
        "change_conflict",
        known.by === "configuration"
          ? `the configuration declares the monitor ${name}: take it out there`
          : `the contract of ${known.monitor.surface} declares the monitor ${name}: take ${known.monitor.question.definition.name} out of its budgets`,
      );
    await this.#note(WITHDRAW, name, actor, { reason });
    await this.read();
  }

  /** Takes the units of another time for a baseline. @throws {BellwetherError} `resource_unknown`, `query_invalid`. */
  async bless(name: string, chosen: Blessed, reason: string, actor: string): Promise<void> {
    await this.read();
    if (!this.#run.has(name)) throw this.#unknown(name);
    if (chosen.since >= chosen.until) throw new BellwetherError("query_invalid", "since is not before until");
    if (chosen.until > this.#ports.clock.now())
      throw new BellwetherError("query_invalid", "until is still to come: a baseline is a time that is over");
    await this.#note(BLESS, name, actor, { ...chosen, reason });
    await this.read();
  }

  /** Notes that the first units of a monitor became its baseline. */
  async blessFirst(name: string, chosen: Blessed, units: number): Promise<void> {
    await this.#note(BLESS, name, "bellwether", { ...chosen, reason: `the first ${units} units` });
  }

  async #note(action: string, subject: string, actor: string, detail: object): Promise<void> {
    const at = this.#ports.clock.now();
    await this.#ports.store.apply({ audit: { at, actor, action, subject, detail: JSON.stringify(detail) } });
  }

  #unknown(name: string): BellwetherError {
    const names = [...this.#run.keys()].join(", ") || "none";
    return new BellwetherError("resource_unknown", `there is no monitor ${name}; there are ${names}`);
  }
}
