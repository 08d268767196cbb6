import { visible } from "../diff/render/visible.ts";
import type { Departure } from "./conform.ts";

/** The same departure of many requests: where it began, and how far it reached. */
export interface DepartureGroup {
  /** The first request, in the order of time. */
  readonly began: Departure;
  readonly last: Departure;
  readonly requests: number;
  readonly sessions: number;
}

/** What was read. */
export interface ConformTally {
  readonly requests: number;
  readonly sessions: number;
  /** Requests that depart. */
  readonly departing: number;
  /** Requests that ask no model, and those that cannot be read. */
  readonly others: number;
  readonly broken: number;
}

/** A report on traffic that is held against a contract. */
export interface ConformReport extends ConformTally {
  readonly groups: readonly DepartureGroup[];
}

interface Gathered {
  began: Departure;
  last: Departure;
  requests: number;
  readonly sessions: Set<string>;
}

/** Gathers departures as requests are read, in any order of time. */
export class DepartureLog {
  readonly #groups = new Map<string, Gathered>();
  readonly #sessions = new Set<string>();
  #requests = 0;
  #departing = 0;
  #others = 0;
  #broken = 0;

  /** Takes what was found of one request. */
  add({ session }: { readonly session: string }, found: readonly Departure[]): void {
    this.#requests++;
    this.#sessions.add(session);
    if (found.length > 0) this.#departing++;
    for (const one of found) this.#gather(one);
  }

  /** Takes a request that no contract speaks of. */
  pass(kind: "other" | "broken"): void {
    if (kind === "other") this.#others++;
    else this.#broken++;
  }

  #gather(one: Departure): void {
    const key = JSON.stringify([one.id, one.role, one.audience, one.field, one.requested, one.contracted]);
    const known = this.#groups.get(key);
    if (known === undefined) {
      this.#groups.set(key, { began: one, last: one, requests: 1, sessions: new Set([one.session]) });
      return;
    }
    known.requests++;
    known.sessions.add(one.session);
    if (one.at < known.began.at) known.began = one;
    if (one.at >= known.last.at) known.last = one;
  }

  /** What there is to tell, the earliest departure first. */
  report(): ConformReport {
    const groups = [...this.#groups.values()].map(({ sessions, ...group }) => ({ ...group, sessions: sessions.size }));
    return {
      requests: this.#requests,
      sessions: this.#sessions.size,
      departing: this.#departing,
      others: this.#others,
      broken: this.#broken,
      groups: groups.sort((a, b) => a.began.at - b.began.at),
    };
  }
}

/** The report for a person at a terminal. */
export function renderConformance(name: string, report: ConformReport): string {
  const { requests, sessions, departing, broken, groups } = report;
  const seen = `${counted(requests, "request")} in ${counted(sessions, "session")}`;
  const unread = broken === 0 ? "" : ` (and ${counted(broken, "request")} that cannot be read)`;
  if (groups.length === 0) return `${seen}${unread} are as ${name} declares\n`;
  const lines = groups.flatMap(({ began, last, requests: times, sessions: many }) => [
    `${began.id}  ${began.role}${began.audience === undefined ? "" : `, audience ${began.audience}`}`,
    `  ${began.message}`,
    `  began at exchange ${began.exchange}${placeOf(began)}`,
    ...(times === 1
      ? []
      : [`  ${counted(times, "request")} in ${counted(many, "session")}, the last is ${last.exchange}`]),
  ]);
  return `${departing} of ${seen}${unread} depart from ${name}\n\n${lines.map(visible).join("\n")}\n`;
}

function placeOf({ at, session, agent, idle }: Departure): string {
  const parts = [
    ...(at === 0 ? [] : [new Date(at).toISOString()]),
    ...(session === "" ? [] : [`session ${session}${agent === "" ? "" : `, agent ${agent}`}`]),
    ...(idle.ms === undefined ? [] : [`${duration(idle.ms)} after the one before`]),
  ];
  return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
}

function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 120_000) return `${Math.round(ms / 1_000)} s`;
  return ms < 7_200_000 ? `${Math.round(ms / 60_000)} min` : `${(ms / 3_600_000).toFixed(1)} h`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
