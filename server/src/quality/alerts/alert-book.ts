import type { Alert } from "./alert.ts";
import { type AlertRule, groupOf, type Matchers, matches } from "./rules.ts";

/** Alerts that match are not told of, until a time. */
export interface Silence {
  readonly id: string;
  readonly match: Matchers;
  readonly until: number;
  readonly by: string;
  readonly reason: string;
}

/** An alert and what became of it. */
export interface BookedAlert {
  readonly alert: Alert;
  /** Milliseconds. */
  readonly openedAt: number;
  readonly resolvedAt: number | undefined;
  /** When it was last told, by rule. */
  readonly told: ReadonlyMap<string, number>;
}

/** A message that is due: alerts of one group, to one channel. */
export interface Message {
  /** The rule's name and the channel's: what reached one channel did not reach another. */
  readonly rule: string;
  readonly group: string;
  readonly channel: string;
  readonly status: "firing" | "resolved";
  readonly alerts: readonly { readonly alert: Alert; readonly openedAt: number; readonly resolvedAt?: number }[];
}

/** What was told. */
export interface Told {
  readonly rule: string;
  readonly status: Message["status"];
  readonly fingerprints: readonly string[];
}

interface Entry {
  alert: Alert;
  readonly openedAt: number;
  resolvedAt: number | undefined;
  readonly told: Map<string, number>;
  /** Rules that have told that it was resolved. */
  readonly ended: Set<string>;
}

/** Alerts that are over are remembered so long, so that one that comes again is a new one of the same kind. */
const REMEMBERED_MS = 7 * 86_400_000;

/**
 * Keeps alerts: what is raised twice is one, what is resolved is told to whom it was told of, groups go out
 * together, silences hold back. It decides only; who sends says so with `sent`, and what was not sent is due again.
 */
export class AlertBook {
  readonly #rules: readonly AlertRule[];
  readonly #entries = new Map<string, Entry>();
  #silences: readonly Silence[] = [];

  constructor(rules: readonly AlertRule[]) {
    this.#rules = rules.flatMap((rule) =>
      rule.to.map((channel) => ({ ...rule, name: `${rule.name} to ${channel}`, to: [channel] })),
    );
  }

  /** Raises an alert, or renews what one that is open says. @returns whether it is new. */
  raise(alert: Alert, now: number): boolean {
    const known = this.#entries.get(alert.fingerprint);
    if (known !== undefined && known.resolvedAt === undefined) {
      known.alert = alert;
      return false;
    }
    this.#entries.set(alert.fingerprint, {
      alert,
      openedAt: now,
      resolvedAt: undefined,
      told: new Map(),
      ended: new Set(),
    });
    return true;
  }

  /** Says that what an alert tells of is over. @returns whether one was open. */
  resolve(fingerprint: string, now: number): boolean {
    const known = this.#entries.get(fingerprint);
    if (known === undefined || known.resolvedAt !== undefined) return false;
    known.resolvedAt = now;
    return true;
  }

  /** Holds back alerts that match, until a time. */
  silence(silence: Silence): void {
    this.#silences = [...this.#silences.filter(({ id }) => id !== silence.id), silence];
  }

  /** Ends a silence. @returns whether there was one. */
  unsilence(id: string): boolean {
    const before = this.#silences.length;
    this.#silences = this.#silences.filter((one) => one.id !== id);
    return this.#silences.length < before;
  }

  /** Silences that hold. */
  silences(now: number): readonly Silence[] {
    return this.#silences.filter(({ until }) => until > now);
  }

  /** What is to be told now. */
  due(now: number): readonly Message[] {
    this.#forget(now);
    return this.#rules.flatMap((rule) => {
      const groups = Map.groupBy(
        [...this.#entries.values()].filter(({ alert }) => matches(rule.match, alert) && !this.#silenced(alert, now)),
        ({ alert }) => groupOf(rule, alert),
      );
      return [...groups].flatMap(([group, entries]) => [
        ...this.#message(rule, group, "firing", firingOf(rule, entries, now)),
        ...this.#message(
          rule,
          group,
          "resolved",
          entries.filter((entry) => endedUntold(rule, entry)),
        ),
      ]);
    });
  }

  #message(rule: AlertRule, group: string, status: Message["status"], entries: readonly Entry[]): readonly Message[] {
    if (entries.length === 0) return [];
    const alerts = entries.map(({ alert, openedAt, resolvedAt }) => ({
      alert,
      openedAt,
      ...(resolvedAt === undefined ? {} : { resolvedAt }),
    }));
    return rule.to.map((channel) => ({ rule: rule.name, group, channel, status, alerts }));
  }

  /** Notes that a message reached its channel. @param fingerprints of its alerts. */
  sent({ rule, status, fingerprints }: Told, now: number): void {
    for (const fingerprint of fingerprints) {
      const entry = this.#entries.get(fingerprint);
      if (status === "firing") entry?.told.set(rule, now);
      else entry?.ended.add(rule);
    }
  }

  #silenced(alert: Alert, now: number): boolean {
    return this.silences(now).some(({ match }) => matches(match, alert));
  }

  #forget(now: number): void {
    for (const [fingerprint, { resolvedAt }] of this.#entries)
      if (resolvedAt !== undefined && now - resolvedAt > REMEMBERED_MS) this.#entries.delete(fingerprint);
  }

  /** Every alert that is remembered, the newest first. */
  get alerts(): readonly BookedAlert[] {
    return [...this.#entries.values()].toSorted((a, b) => b.openedAt - a.openedAt);
  }
}

/** All of a group, when it has waited long enough for one that is new or due again. */
function firingOf({ name, waitMs, repeatMs }: AlertRule, entries: readonly Entry[], now: number): readonly Entry[] {
  const open = entries.filter(({ resolvedAt }) => resolvedAt === undefined);
  const ready = open.some(({ openedAt, told }) => {
    const last = told.get(name);
    return last === undefined ? now - openedAt >= waitMs : now - last >= repeatMs;
  });
  return ready ? open : [];
}

/** Nobody is told of the end of what he was not told of. */
function endedUntold({ name }: AlertRule, { resolvedAt, told, ended }: Entry): boolean {
  return resolvedAt !== undefined && told.has(name) && !ended.has(name);
}
