import type { After } from "../core/clock.ts";

/** What bringing something to a collector takes. */
export interface BatchCourierPorts<T> {
  /** What it is called in reports: `spans`. */
  readonly what: string;
  /** Makes an export of some. */
  readonly encode: (batch: readonly T[]) => unknown;
  /** Sends an export, and gives the status that came. It rejects where nobody answers. */
  readonly send: (request: unknown) => Promise<number>;
  readonly after: After;
  readonly report: (what: string, error?: unknown) => void;
}

/** What waits, at most: where the collector is away for longer, the oldest go, and are counted. */
const MOST_WAITING = 20_000;
const BATCH = 512;
const EVERY_MS = 1_000;
const MOST_PAUSE_MS = 60_000;
/** What a collector answers that may be tried again. */
const AGAIN: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** Brings things to a collector, many at a time; nobody waits for it, and what is lost is counted. */
export class BatchCourier<T> {
  readonly #ports: BatchCourierPorts<T>;
  #waiting: T[] = [];
  #sending: Promise<void> | undefined;
  #timer: (() => void) | undefined;
  #pauseMs = EVERY_MS;
  #ended = false;
  #told = "";
  readonly #counts = { sent: 0, lost: 0 };

  constructor(ports: BatchCourierPorts<T>) {
    this.#ports = ports;
  }

  /** What was brought, and what was lost, since the process began. */
  get counters(): { readonly waiting: number; readonly sent: number; readonly lost: number } {
    return { waiting: this.#waiting.length, ...this.#counts };
  }

  /** Takes what is to be brought. */
  take(things: readonly T[]): void {
    if (this.#ended) return;
    // One by one: a block of records has more than a call may have arguments.
    for (const thing of things) this.#waiting.push(thing);
    const over = this.#waiting.length - MOST_WAITING;
    if (over > 0) {
      this.#waiting.splice(0, over);
      this.#lose(over, `more than ${MOST_WAITING} wait`);
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
      const status = await this.#ports.send(this.#ports.encode(batch)).catch((error: unknown) => {
        this.#tell(`the collector of ${this.#ports.what} does not answer`, error);
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
      this.#waiting = this.#waiting.filter((one) => !gone.has(one));
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
    this.#tell(`${count} ${this.#ports.what} were not exported: ${why}`);
  }

  /** Each trouble is said once, until all is well again. */
  #tell(what: string, error?: unknown): void {
    const kind = what.replace(/\d+/g, "");
    if (kind === this.#told) return;
    this.#told = kind;
    this.#ports.report(what, error);
  }
}
