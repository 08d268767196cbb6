import type { After } from "../core/clock.ts";
import type { ExchangeRecord } from "../exchange/columns.ts";
import { type ExportResource, metricsAsJson } from "../exchange/telemetry/encode.ts";
import { TelemetryMetrics } from "../exchange/telemetry/metrics.ts";

/** What bringing metrics takes. */
export interface MetricCourierPorts {
  /** Sends an export, and gives the status that came. It rejects where nobody answers. */
  readonly send: (request: unknown) => Promise<number>;
  readonly resource: ExportResource;
  readonly after: After;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly report: (what: string, error?: unknown) => void;
}

const EVERY_MS = 60_000;

/**
 * Brings what stored exchanges took and used to a collector, once a minute: sums since the process began, so that an
 * export that fails is made up for by the next.
 */
export class MetricCourier {
  readonly #ports: MetricCourierPorts;
  readonly #metrics: TelemetryMetrics;
  #timer: (() => void) | undefined;
  #sending: Promise<void> | undefined;
  #told = "";
  #ended = false;

  constructor(ports: MetricCourierPorts) {
    this.#ports = ports;
    this.#metrics = new TelemetryMetrics(ports.now());
  }

  /** Takes records that are stored. What came as a trace is counted by whoever sent it. */
  take(records: readonly ExchangeRecord[]): void {
    for (const record of records) if (record.node !== "otlp") this.#metrics.add(record);
    this.#arm();
  }

  /** Sends the last sums. */
  async stop(): Promise<void> {
    this.#ended = true;
    this.#timer?.();
    await this.#sending;
    await this.#send();
  }

  #arm(): void {
    if (this.#ended) return;
    this.#timer ??= this.#ports.after(EVERY_MS, () => {
      this.#timer = undefined;
      this.#sending ??= this.#send().finally(() => {
        this.#sending = undefined;
        this.#arm();
      });
    });
  }

  async #send(): Promise<void> {
    if (this.#metrics.isEmpty) return;
    const { send, resource, now } = this.#ports;
    try {
      const status = await send(metricsAsJson(this.#metrics.asJson(now()), resource));
      this.#tell(status < 400 ? "" : `the collector refuses metrics with status ${status}`);
    } catch (error) {
      this.#tell("the collector of metrics does not answer", error);
    }
  }

  /** Each trouble is said once, until all is well again. */
  #tell(what: string, error?: unknown): void {
    if (what !== "" && what !== this.#told) this.#ports.report(what, error);
    this.#told = what;
  }
}
