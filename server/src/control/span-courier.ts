import type { After } from "../core/clock.ts";
import type { ExchangeRecord } from "../exchange/columns.ts";
import { type ExportResource, exportAsJson } from "../exchange/telemetry/encode.ts";
import type { TelemetrySpan } from "../exchange/telemetry/span.ts";
import { spansOfRecord } from "../exchange/telemetry/spans-of-record.ts";

/** What bringing spans takes. */
export interface SpanCourierPorts {
  /** Sends an export, and gives the status that came. It rejects where nobody answers. */
  readonly send: (request: unknown) => Promise<number>;
  readonly resource: ExportResource;
  readonly after: After;
  readonly report: (what: string, error?: unknown) => void;
}

/** Spans that wait: where the collector is away for longer, the oldest go, and are counted. */
const MOST_WAITING = 20_000;
const BATCH = 512;
const EVERY_MS = 1_000;
const MOST_PAUSE_MS = 60_000;
/** What a collector answers that may be tried again. */
const AGAIN: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** Brings the spans of stored records to a collector; nobody waits for it, and what is lost is counted. */
export class SpanCourier {
  readonly #ports: SpanCourierPorts;
  #waiting: TelemetrySpan[] = [];
  #sending: Promise<void> | undefined;
  #timer: (() => void) | undefined;
  #pauseMs = EVERY_MS;
  #ended = false;
  #told = "";
  readonly #counts = { sent: 0, lost: 0 };

  constructor(ports: SpanCourierPorts) {
    this.#ports = ports;
  }

  /** Spans that were brought, and those that were lost, since the process began. */
  get counters(): { readonly waiting: number; readonly sent: number; readonly lost: number } {
    return { waiting: this.#waiting.length, ...this.#counts };
  }

  /** Takes records that are stored. What came as a trace goes nowhere: whoever sent it has it. */
  take(records: readonly ExchangeRecord[]): void {
    if (this.#ended) return;
    for (const record of records) if (record.node !== "otlp") this.#waiting.push(...spansOfRecord(record));
    const over = this.#waiting.length - MOST_WAITING;
    if (over > 0) {
      this.#waiting.splice(0, over);
      this.#lose(over, `more than ${MOST_WAITING} spans wait`);
    }
    this.#timer ??= this.#waiting.length === 0 ? undefined : this.#ports.after(this.#pauseMs, () => this.#wake());
  }

  /** Sends what waits, once, and then nothing more. */
  async stop(): Promise<void> {
    this.#ended = true;
    this.#timer?.();
    await this.#sending;
    await this.#send();
    this.#lose(this.#waiting.splice(0).length, "the process ended");
  }

  #wake(): void {
    this.#timer = undefined;
    this.#sending ??= this.#send().finally(() => {
      this.#sending = undefined;
      if (!this.#ended && this.#waiting.length > 0)
        this.#timer ??= this.#ports.after(this.#pauseMs, () => this.#wake());
    });
  }

  async #send(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, BATCH);
      const status = await this.#ports.send(exportAsJson(batch, this.#ports.resource)).catch((error: unknown) => {
        this.#tell("the collector of traces does not answer", error);
        return 503;
      });
      if (AGAIN.has(status)) {
        this.#pauseMs = Math.min(MOST_PAUSE_MS, this.#pauseMs * 2);
        return;
      }
      this.#pauseMs = EVERY_MS;
      // Where more came meanwhile than may wait, some of these have gone already.
      const gone = new Set(batch);
      const before = this.#waiting.length;
      this.#waiting = this.#waiting.filter((span) => !gone.has(span));
      const settled = before - this.#waiting.length;
      if (status >= 400) this.#lose(settled, `the collector refuses them with status ${status}`);
      else {
        this.#counts.sent += settled;
        this.#told = "";
      }
    }
  }

  #lose(count: number, why: string): void {
    if (count === 0) return;
    this.#counts.lost += count;
    this.#tell(`${count} spans were not exported: ${why}`);
  }

  /** Each trouble is said once, until all is well again. */
  #tell(what: string, error?: unknown): void {
    const kind = what.replace(/\d+/g, "");
    if (kind === this.#told) return;
    this.#told = kind;
    this.#ports.report(what, error);
  }
}
