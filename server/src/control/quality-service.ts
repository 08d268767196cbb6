import type { MonitorDocument } from "../config/quality-schema.ts";
import type { After } from "../core/clock.ts";
import { BellwetherError } from "../core/error.ts";
import type { AlertDesk } from "./alert-desk.ts";
import type { Declaration, DeclaredBy } from "./declared-monitors.ts";
import type { Leadership } from "./leadership.ts";
import { MonitorLog, type MonitorLogPorts } from "./monitor-log.ts";
import {
  type Blessed,
  type DeclaredMonitor,
  isSame,
  type MonitorPorts,
  type MonitorStatus,
  QualityMonitor,
} from "./quality-monitor.ts";

/** What the service works with. */
export interface QualityPorts extends Pick<MonitorPorts, "units" | "clock">, Omit<MonitorLogPorts, "report"> {
  readonly leadership: Pick<Leadership, "leads">;
  readonly desk: AlertDesk;
  readonly after: After;
  readonly report: (what: string, error?: unknown) => void;
}

/** How a monitor that runs stands, and whose it is. */
export interface RunningMonitor extends MonitorStatus {
  readonly monitor: string;
  readonly surface: string;
  readonly signal: string;
  readonly declared_by: DeclaredBy;
  readonly trouble: string | undefined;
}

interface Running {
  readonly declaration: Declaration;
  readonly monitor: QualityMonitor;
}

/** Sessions below which a baseline says nothing that anything could be held against. */
const LEAST_LEARNT = 50;

/** Milliseconds between two looks. */
export const QUALITY_PACE = { lookMs: 5_000 } as const;

/** Runs the declared monitors, one look after the other, where this replica leads; and tells of their alerts. */
export class QualityService {
  readonly #ports: QualityPorts;
  readonly #log: MonitorLog;
  readonly #running = new Map<string, Running>();
  readonly #troubles = new Map<string, string>();
  #cancel: () => void = () => undefined;
  #looking: Promise<void> | undefined;
  #stopped = false;
  #recalled = false;

  constructor(ports: QualityPorts) {
    this.#ports = ports;
    this.#log = new MonitorLog(ports);
  }

  /** Begins to look. */
  start(): void {
    if (this.#stopped) return;
    this.#looking = this.look().finally(() => {
      this.#looking = undefined;
      if (!this.#stopped) this.#cancel = this.#ports.after(QUALITY_PACE.lookMs, () => this.start());
    });
  }

  /** Looks once at all that is new. */
  async look(): Promise<void> {
    if (!this.#ports.leadership.leads) {
      // Whoever leads goes on from the records, and so does this replica should it lead again.
      this.#running.clear();
      this.#recalled = false;
      return;
    }
    try {
      await this.#ports.desk.recall();
      await this.#log.read();
      await this.#follow();
      this.#recalled = true;
    } catch (error) {
      this.#ports.report("what was declared, blessed and told before could not be read", error);
      return;
    }
    for (const [name, { monitor }] of this.#running) {
      try {
        await monitor.read();
        this.#troubles.delete(name);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        if (this.#troubles.get(name) !== why) this.#ports.report(`the monitor ${name} could not look: ${why}`);
        this.#troubles.set(name, why);
      }
    }
    await this.#ports.desk.tell().catch((error: unknown) => this.#ports.report("alerts could not be told", error));
  }

  /** Runs what is declared, and nothing else: what was declared or blessed otherwise begins anew. */
  async #follow(): Promise<void> {
    const { declarations } = this.#log;
    for (const [name, { declaration, monitor }] of this.#running) {
      const now = declarations.get(name);
      const baseline = this.#log.baseline(name);
      const same = now !== undefined && JSON.stringify(now.monitor) === JSON.stringify(declaration.monitor);
      // A monitor that blessed its first units did so itself, and goes on.
      if (same && (baseline === undefined || isSame(baseline, monitor.status.baseline))) continue;
      this.#running.delete(name);
      this.#troubles.delete(name);
      await this.#ports.desk.resolve(`${name}/`);
    }
    for (const [name, declaration] of declarations) {
      if (this.#running.has(name)) continue;
      const bless = (monitor: string, chosen: Blessed): Promise<void> =>
        this.#log.blessFirst(monitor, chosen, declaration.monitor.learn);
      const monitor = new QualityMonitor(declaration.monitor, { ...this.#ports, bless }, this.#log.baseline(name));
      this.#running.set(name, { declaration, monitor });
    }
  }

  /** What was just decided holds at once, unless a look is under way: then it holds with the next. */
  async #apply(): Promise<void> {
    if (this.#looking === undefined && this.#recalled && this.#ports.leadership.leads) await this.#follow();
  }

  /**
   * Takes units of another time for a monitor's baseline, and begins anew with what came after it.
   *
   * @param actor the id of whoever asks.
   * @throws {BellwetherError} `resource_unknown`, `query_invalid`.
   */
  async bless(monitor: string, chosen: Blessed, reason: string, actor: string): Promise<void> {
    await this.#log.read();
    const declared = this.#log.declarations.get(monitor);
    if (declared !== undefined) await this.#requireUnits(declared.monitor, chosen);
    await this.#log.bless(monitor, chosen, reason, actor);
    await this.#apply();
  }

  /**
   * Declares a monitor, or declares it otherwise.
   *
   * @param written the document as it came.
   * @returns whether anything was changed by it.
   * @throws {BellwetherError} `query_invalid`, `change_conflict`.
   */
  async declare(name: string, document: MonitorDocument, written: object, actor: string): Promise<boolean> {
    const changed = await this.#log.declare(name, document, written, actor);
    await this.#apply();
    return changed;
  }

  /** @throws {BellwetherError} `query_invalid` where a time has too few sessions for a baseline. */
  async #requireUnits({ question }: DeclaredMonitor, { since, until }: Blessed): Promise<void> {
    if (since >= until) return;
    const { units } = await this.#ports.units({ ...question, since, until, rows: LEAST_LEARNT * 10 });
    const valued = units.filter(({ value }) => value !== undefined).length;
    if (valued >= LEAST_LEARNT) return;
    throw new BellwetherError(
      "query_invalid",
      `that time has ${valued} sessions with a value of ${question.definition.name}: a baseline is learnt from ${LEAST_LEARNT} at least`,
    );
  }

  /** Withdraws a monitor that was declared so. @throws {BellwetherError} `resource_unknown`, `change_conflict`. */
  async withdraw(name: string, reason: string, actor: string): Promise<void> {
    await this.#log.withdraw(name, reason, actor);
    await this.#apply();
  }

  /** How every monitor stands, by name. */
  get status(): readonly RunningMonitor[] {
    return [...this.#running].map(([name, { declaration, monitor }]) => ({
      monitor: name,
      surface: declaration.monitor.surface,
      signal: declaration.monitor.question.definition.name,
      declared_by: declaration.by,
      trouble: this.#troubles.get(name) ?? blindness(monitor.status),
      ...monitor.status,
    }));
  }

  /** Looks no more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    this.#ports.desk.stop();
    await this.#looking;
  }
}

/** Why a monitor that watches sees nothing. */
function blindness({ state, baseline_units: units }: MonitorStatus): string | undefined {
  if (state === "learning" || units >= LEAST_LEARNT) return undefined;
  return `its baseline has ${units} sessions with a value, and ${LEAST_LEARNT} at least are needed: it sees little or nothing until another is blessed`;
}
