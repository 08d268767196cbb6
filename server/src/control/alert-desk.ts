import type { Clock } from "../core/clock.ts";
import { BellwetherError } from "../core/error.ts";
import type { Alert } from "../quality/alerts/alert.ts";
import { AlertBook, type Message, type Silence, type Told } from "../quality/alerts/alert-book.ts";
import { alertmanagerBody } from "../quality/alerts/render/alertmanager.ts";
import { slackBody } from "../quality/alerts/render/slack.ts";
import { webhookBody } from "../quality/alerts/render/webhook.ts";
import type { AlertRule } from "../quality/alerts/rules.ts";
import type { ControlStore } from "./control-store.ts";
import type { WebhookRequest } from "./webhook-courier.ts";
import { signBody } from "./webhook-signature.ts";

/** Where alerts are sent. Secrets are read anew for each. */
export interface AlertChannel {
  readonly kind: "webhook" | "slack" | "alertmanager";
  /** Gives the status of the answer; rejects where none came in time. */
  readonly send: (request: WebhookRequest) => Promise<number>;
  /** What a webhook's body is signed with. @throws where it is missing. */
  readonly secret?: () => string;
}

/** What the desk works with. */
export interface AlertDeskPorts {
  readonly store: Pick<ControlStore, "apply" | "auditAfter">;
  readonly clock: Clock;
  readonly channels: ReadonlyMap<string, AlertChannel>;
  readonly rules: readonly AlertRule[];
  readonly report: (what: string, error?: unknown) => void;
}

const PAGE = 1_000;
const FIRST_BACKOFF_MS = 1_000;
const MOST_BACKOFF_MS = 600_000;
/** Who does what nobody asked for. */
const SELF = "bellwether";

/**
 * Keeps alerts and tells of them. What happens to an alert is an entry of the audit log before it is told, and
 * what was told is one too: so a restart loses none, and tells none twice but what it had no time to note.
 */
export class AlertDesk {
  readonly #ports: AlertDeskPorts;
  readonly #book: AlertBook;
  readonly #stop = new AbortController();
  /** Number of the last entry of the log that was read, and of those behind it that this desk wrote. */
  #entry = 0;
  readonly #own = new Set<number>();
  /** Of channels that could not be told: how often in a row, and until when they are left alone. */
  readonly #away = new Map<string, { readonly count: number; readonly until: number; readonly why: string }>();

  constructor(ports: AlertDeskPorts) {
    this.#ports = ports;
    this.#book = new AlertBook(ports.rules);
  }

  /** Reads from the log what happened before, or since on another replica. */
  async recall(): Promise<void> {
    for (;;) {
      const entries = await this.#ports.store.auditAfter(this.#entry, PAGE);
      for (const { action, at, detail, number } of entries) {
        this.#entry = number;
        if (!this.#own.delete(number) && action.startsWith("alert.")) this.#again(action, JSON.parse(detail), at);
      }
      if (entries.length < PAGE) return;
    }
  }

  #again(action: string, detail: unknown, at: number): void {
    switch (action) {
      case "alert.open":
        this.#book.raise(detail as Alert, at);
        break;
      case "alert.resolve":
        this.#book.resolve((detail as { readonly fingerprint: string }).fingerprint, at);
        break;
      case "alert.tell":
        this.#book.sent(detail as Told, at);
        break;
      case "alert.silence":
        this.#book.silence(detail as Silence);
        break;
      case "alert.unsilence":
        this.#book.unsilence((detail as { readonly id: string }).id);
        break;
      default:
        break;
    }
  }

  /** Raises an alert; one that is open already is renewed. */
  async raise(alert: Alert): Promise<void> {
    const known = this.#book.alerts.find(({ alert: one }) => one.fingerprint === alert.fingerprint);
    if (known === undefined || known.resolvedAt !== undefined)
      await this.#note("alert.open", alert.fingerprint, SELF, alert);
    this.#book.raise(alert, this.#ports.clock.now());
  }

  /** Says that what alerts tell of is over. @param of whose beginning their fingerprints have. */
  async resolve(of: string): Promise<void> {
    for (const { alert, resolvedAt } of this.#book.alerts) {
      if (resolvedAt !== undefined || !alert.fingerprint.startsWith(of)) continue;
      await this.#note("alert.resolve", alert.fingerprint, SELF, { fingerprint: alert.fingerprint });
      this.#book.resolve(alert.fingerprint, this.#ports.clock.now());
    }
  }

  /** Holds back alerts that match, until a time. @param actor the id of whoever asks. */
  async silence(silence: Silence, actor: string): Promise<void> {
    await this.#note("alert.silence", silence.id, actor, silence);
    this.#book.silence(silence);
  }

  /** Ends a silence. @throws {BellwetherError} `resource_unknown`. */
  async unsilence(id: string, actor: string): Promise<void> {
    if (!this.silences.some((one) => one.id === id))
      throw new BellwetherError(
        "resource_unknown",
        `there is no silence ${id} that holds; GET /api/v1/silences lists them`,
      );
    await this.#note("alert.unsilence", id, actor, { id });
    this.#book.unsilence(id);
  }

  /** Every alert that is remembered, the newest first. */
  get alerts(): AlertBook["alerts"] {
    return this.#book.alerts;
  }

  /** Silences that hold. */
  get silences(): readonly Silence[] {
    return this.#book.silences(this.#ports.clock.now());
  }

  /** Channels that could not be told, and why. */
  get troubles(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#away].map(([channel, { why }]) => [channel, why]));
  }

  /** Tells what is due. */
  async tell(): Promise<void> {
    const { clock } = this.#ports;
    for (const message of this.#book.due(clock.now())) {
      if (this.#stop.signal.aborted) return;
      if ((this.#away.get(message.channel)?.until ?? 0) > clock.now()) continue;
      const why = await this.#send(message);
      if (why !== undefined) {
        this.#fails(message.channel, why);
        continue;
      }
      this.#away.delete(message.channel);
      const { rule, status, alerts } = message;
      const told: Told = { rule, status, fingerprints: alerts.map(({ alert }) => alert.fingerprint) };
      await this.#note("alert.tell", rule, SELF, told);
      this.#book.sent(told, clock.now());
    }
  }

  /** Sends a message as it is to one channel, whatever rules say. @returns why it could not be sent. */
  async test(channel: string, alert: Alert): Promise<string | undefined> {
    if (!this.#ports.channels.has(channel))
      throw new BellwetherError(
        "resource_unknown",
        `there is no channel ${channel}; alerts.channels of the configuration has ${[...this.#ports.channels.keys()].join(", ") || "none"}`,
      );
    const openedAt = this.#ports.clock.now();
    return this.#send({ rule: "test", group: "test", channel, status: "firing", alerts: [{ alert, openedAt }] });
  }

  async #send(message: Message): Promise<string | undefined> {
    const channel = this.#ports.channels.get(message.channel);
    if (channel === undefined) return "there is no such channel";
    try {
      const status = await channel.send({ ...this.#request(channel, message), signal: this.#stop.signal });
      return status >= 200 && status < 300 ? undefined : `it answered with status ${status}`;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  #request({ kind, secret }: AlertChannel, message: Message): Pick<WebhookRequest, "body" | "headers"> {
    const now = this.#ports.clock.now();
    const headers = { "content-type": "application/json", "user-agent": "bellwether-alerts" };
    switch (kind) {
      case "slack":
        return { body: slackBody(message), headers };
      case "alertmanager":
        return { body: alertmanagerBody(message, now), headers };
      case "webhook": {
        const body = webhookBody(message);
        const signature = signBody(secret?.() ?? "", Math.floor(now / 1000), body);
        return { body, headers: { ...headers, "bellwether-signature": signature } };
      }
    }
  }

  #fails(channel: string, why: string): void {
    const known = this.#away.get(channel);
    const count = (known?.count ?? 0) + 1;
    const wait = Math.min(FIRST_BACKOFF_MS * 2 ** (count - 1), MOST_BACKOFF_MS);
    this.#away.set(channel, { count, until: this.#ports.clock.now() + wait, why });
    if (known?.why !== why)
      this.#ports.report(`the channel ${channel} could not be told of an alert, and is tried again: ${why}`);
  }

  async #note(action: string, subject: string, actor: string, detail: object): Promise<void> {
    const at = this.#ports.clock.now();
    const audit = { at, actor, action, subject, detail: JSON.stringify(detail) };
    this.#own.add(await this.#ports.store.apply({ audit }));
  }

  /** Sends nothing more; what was under way is broken off, and is due again. */
  stop(): void {
    this.#stop.abort();
  }
}
