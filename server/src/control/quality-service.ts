import type { After } from "../core/clock.ts";
import { BellwetherError } from "../core/error.ts";
import type { AlertDesk } from "./alert-desk.ts";
import type { ControlStore } from "./control-store.ts";
import type { Leadership } from "./leadership.ts";
import {
  type Blessed,
  type DeclaredMonitor,
  type MonitorPorts,
  type MonitorStatus,
  QualityMonitor,
} from "./quality-monitor.ts";

/** What the service works with. */
export interface QualityPorts extends Pick<MonitorPorts, "units" | "clock"> {
  readonly store: Pick<ControlStore, "apply" | "auditAfter">;
  readonly leadership: Pick<Leadership, "leads">;
  readonly desk: AlertDesk;
  readonly monitors: readonly DeclaredMonitor[];
  /** Baselines that the configuration names, by monitor. */
  readonly named: ReadonlyMap<string, Blessed>;
  readonly after: After;
  readonly report: (what: string, error?: unknown) => void;
}

/** Milliseconds between two looks. */
export const QUALITY_PACE = { lookMs: 5_000 } as const;
const PAGE = 1_000;
const BLESS = "monitor.bless";

/** Runs the declared monitors, one look after the other, where this replica leads; and tells of their alerts. */
export class QualityService {
  readonly #ports: QualityPorts;
  readonly #monitors = new Map<string, QualityMonitor>();
  readonly #troubles = new Map<string, string>();
  #cancel: () => void = () => undefined;
  #looking: Promise<void> | undefined;
  #stopped = false;
  #recalled = false;

  constructor(ports: QualityPorts) {
    this.#ports = ports;
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
    if (!this.#ports.leadership.leads) return;
    try {
      if (!this.#recalled) await this.#recall();
    } catch (error) {
      this.#ports.report("what was blessed and told before could not be read", error);
      return;
    }
    for (const [name, monitor] of this.#monitors) {
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

  async #recall(): Promise<void> {
    await this.#ports.desk.recall();
    const blessed = new Map(this.#ports.named);
    for (let after = 0; ;) {
      const entries = await this.#ports.store.auditAfter(after, PAGE);
      for (const { action, subject, detail, number } of entries) {
        after = number;
        if (action === BLESS) blessed.set(subject, JSON.parse(detail) as Blessed);
      }
      if (entries.length < PAGE) break;
    }
    for (const declared of this.#ports.monitors) this.#begin(declared, blessed.get(declared.monitor));
    this.#recalled = true;
  }

  #begin(declared: DeclaredMonitor, blessed: Blessed | undefined): void {
    const bless = (monitor: string, chosen: Blessed): Promise<void> =>
      this.#note(monitor, "bellwether", { ...chosen, reason: `the first ${declared.learn} units` });
    this.#monitors.set(declared.monitor, new QualityMonitor(declared, { ...this.#ports, bless }, blessed));
  }

  /**
   * Takes units of another time for a monitor's baseline, and begins anew with what came after it.
   *
   * @param actor the id of whoever asks.
   * @throws {BellwetherError} `resource_unknown`, `query_invalid`.
   */
  async bless(monitor: string, chosen: Blessed, reason: string, actor: string): Promise<void> {
    const declared = this.#ports.monitors.find((one) => one.monitor === monitor);
    if (declared === undefined) throw unknownMonitor(monitor, this.#ports.monitors);
    if (chosen.since >= chosen.until) throw new BellwetherError("query_invalid", "since is not before until");
    if (chosen.until > this.#ports.clock.now())
      throw new BellwetherError("query_invalid", "until is still to come: a baseline is a time that is over");
    await this.#note(monitor, actor, { ...chosen, reason });
    await this.#ports.desk.resolve(`${monitor}/`);
    this.#begin(declared, chosen);
  }

  async #note(subject: string, actor: string, detail: object): Promise<void> {
    const at = this.#ports.clock.now();
    await this.#ports.store.apply({ audit: { at, actor, action: BLESS, subject, detail: JSON.stringify(detail) } });
  }

  /** How every monitor stands, by name. */
  get status(): readonly (MonitorStatus & {
    readonly monitor: string;
    readonly surface: string;
    readonly signal: string;
    readonly trouble: string | undefined;
  })[] {
    return this.#ports.monitors.flatMap(({ monitor, surface, question }) => {
      const running = this.#monitors.get(monitor);
      return running === undefined
        ? []
        : [
            {
              monitor,
              surface,
              signal: question.definition.name,
              trouble: this.#troubles.get(monitor),
              ...running.status,
            },
          ];
    });
  }

  /** Looks no more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    this.#ports.desk.stop();
    await this.#looking;
  }
}

function unknownMonitor(name: string, declared: readonly DeclaredMonitor[]): BellwetherError {
  const names = declared.map(({ monitor }) => monitor).join(", ") || "none";
  return new BellwetherError("resource_unknown", `there is no monitor ${name}; the configuration declares ${names}`);
}
