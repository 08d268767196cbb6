import type { Notice } from "../contract/notices/notice.ts";
import { shownNotice } from "../contract/notices/render/json.ts";
import type { After, Clock } from "../core/clock.ts";
import type { ControlStore, DeliveryOutcome } from "./control-store.ts";
import type { Leadership } from "./leadership.ts";
import { signBody } from "./webhook-signature.ts";

/** One request to the webhook. */
export interface WebhookRequest {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** What a courier works with. */
export interface CourierPorts {
  readonly store: Pick<ControlStore, "owedDeliveries" | "state" | "apply">;
  readonly leadership: Pick<Leadership, "leads">;
  /** Sends a request and gives the status of its answer; rejects where none came in time. */
  readonly send: (request: WebhookRequest) => Promise<number>;
  /** Read anew for each request. @throws where it is missing. */
  readonly secret: () => string;
  readonly clock: Clock;
  readonly after: After;
  readonly baseUrl?: string;
  readonly report: (what: string, error?: unknown) => void;
}

/** How often it is tried, in milliseconds. */
export const COURIER_PACE = {
  /** For what nobody told of: another replica's notices, the lead that came here. */
  lookMs: 5_000,
  firstBackoffMs: 1_000,
  mostBackoffMs: 3_600_000,
  /** After so long a notice that fails once more is given up. */
  patienceMs: 3 * 86_400_000,
} as const;

/** Statuses by which a receiver says that it cannot take anything now; others of 4xx refuse this one alone. */
const LATER: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * Brings notices to the webhook: each at least once, one at a time, the oldest first. What is owed
 * stands in the store, so a restart loses nothing; where the receiver is away nothing is sent but
 * one request now and then, so nothing is flooded when it comes back.
 */
export class WebhookCourier {
  readonly #ports: CourierPorts;
  readonly #stop = new AbortController();
  /** Failures in a row of what fails for reasons of its own, and of the receiver as a whole (""). */
  readonly #failures = new Map<string, { readonly count: number; readonly next: number; readonly why: string }>();
  #cancel: () => void = () => undefined;
  #looking: Promise<void> | undefined;
  #again = false;

  constructor(ports: CourierPorts) {
    this.#ports = ports;
  }

  /** Why the receiver could not be told of something; undefined where all is well. */
  get trouble(): string | undefined {
    return [...this.#failures.values()][0]?.why;
  }

  /** Begins to bring what is owed. */
  start(): void {
    this.#tick();
  }

  /** Looks at once, because something may have come. */
  wake(): void {
    if (this.#stop.signal.aborted) return;
    this.#again = true;
    this.#looking ??= this.#lookAll().finally(() => {
      this.#looking = undefined;
    });
  }

  /** Brings nothing more; what was under way is broken off, and is still owed. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#cancel();
    await this.#looking;
  }

  #tick(): void {
    if (this.#stop.signal.aborted) return;
    this.wake();
    this.#cancel = this.#ports.after(COURIER_PACE.lookMs, () => this.#tick());
  }

  async #lookAll(): Promise<void> {
    while (this.#again && !this.#stop.signal.aborted) {
      this.#again = false;
      try {
        while (await this.#bringNext());
      } catch (error) {
        this.#ports.report("what is owed to the webhook could not be read or noted", error);
      }
    }
  }

  /** @returns whether there may be more to bring now. */
  async #bringNext(): Promise<boolean> {
    const { store, leadership, clock } = this.#ports;
    if (!leadership.leads || this.#stop.signal.aborted || this.#waits("", clock.steady())) return false;
    const owed = await store.owedDeliveries();
    const next = owed.find(({ notice }) => !this.#waits(notice, clock.steady()));
    if (next === undefined) return false;
    const { notices } = await store.state();
    const notice = notices.find(({ id }) => id === next.notice);
    // Owed and not there: somebody removed it from the store by hand.
    if (notice === undefined) return this.#finish(next.notice, "given_up", "the notice is gone");
    if (!leadership.leads) return false;
    const result = await this.#attempt(notice);
    if (result === "delivered") {
      this.#failures.delete("");
      return this.#finish(notice.id, "delivered", "");
    }
    if (this.#stop.signal.aborted) return false;
    this.#note(result, notice.id);
    if (clock.now() - next.owedAt > COURIER_PACE.patienceMs) return this.#finish(notice.id, "given_up", result.message);
    return result.whole === false;
  }

  async #attempt(notice: Notice): Promise<"delivered" | { readonly whole: boolean; readonly message: string }> {
    const { send, secret, clock, baseUrl } = this.#ports;
    const { id, kind } = notice;
    const body = JSON.stringify({ id, type: `notice.${kind}`, ...shownNotice(notice, baseUrl) });
    try {
      const headers = {
        "content-type": "application/json",
        "user-agent": "bellwether-webhook",
        "bellwether-notice": id,
        "bellwether-signature": signBody(secret(), Math.floor(clock.now() / 1000), body),
      };
      const status = await send({ body, headers, signal: this.#stop.signal });
      if (status >= 200 && status < 300) return "delivered";
      const refused = status >= 400 && status < 500 && !LATER.has(status);
      return { whole: !refused, message: `it answered with status ${status}` };
    } catch (error) {
      return { whole: true, message: error instanceof Error ? error.message : String(error) };
    }
  }

  #note({ whole, message }: { readonly whole: boolean; readonly message: string }, notice: string): void {
    const { clock, after, report } = this.#ports;
    const what = whole ? "" : notice;
    const known = this.#failures.get(what);
    const count = (known?.count ?? 0) + 1;
    const wait = Math.min(COURIER_PACE.firstBackoffMs * 2 ** (count - 1), COURIER_PACE.mostBackoffMs);
    this.#failures.set(what, { count, next: clock.steady() + wait, why: message });
    // Longer waits end at one of the looks that are taken anyway.
    if (wait < COURIER_PACE.lookMs) after(wait, () => this.wake());
    if (known?.why !== message) report(`the webhook could not be told of ${notice}, and is tried again: ${message}`);
  }

  #waits(what: string, now: number): boolean {
    return (this.#failures.get(what)?.next ?? 0) > now;
  }

  async #finish(notice: string, outcome: DeliveryOutcome, why: string): Promise<true> {
    const { store, clock, report } = this.#ports;
    const at = clock.now();
    if (outcome === "given_up") report(`the webhook is not told of ${notice} any more: ${why}`);
    const detail = JSON.stringify({ outcome, ...(why === "" ? {} : { why }) });
    await store.apply({
      audit: { at, actor: "bellwether", action: "notice.deliver", subject: notice, detail },
      finishDeliveries: [{ notice, doneAt: at, outcome }],
    });
    this.#failures.delete(notice);
    return true;
  }
}
