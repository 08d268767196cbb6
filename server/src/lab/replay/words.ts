import { VIOLATIONS, type ViolationId } from "../../contract/violations.ts";
import type { BrokenInvariant } from "./breaches.ts";
import type { RolledBack } from "./comparison.ts";
import type { Price, Prices } from "./price.ts";
import type { BuildFindings, CatalogueRow, ChangeReport, SoakDeparture } from "./report.ts";
import type { Alarm } from "./watch.ts";

/** A day, in few words. */
export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** A number as people read it: three digits tell enough. */
export function figure(value: number): string {
  if (value !== 0 && Math.abs(value) < 1000) return String(Number(value.toPrecision(3)));
  return Math.round(value).toLocaleString("en-US");
}

/** What the diff of the declared contracts says. */
export function diffWords({ diff }: ChangeReport): readonly string[] {
  return diff.map(
    ({ rule, severity, bump, audiences, path }) =>
      `${rule} (${severity}, asks for a ${bump} version)${audiences === undefined ? "" : ` for ${audiences.join(", ")}`}, at ${path}`,
  );
}

/** What conformance says of a soak session. */
export function soakWords(departures: readonly SoakDeparture[]): readonly string[] {
  const groups = Map.groupBy(departures, ({ id, message }) => `${id}: ${message}`);
  return [...groups].map(([words, some]) => {
    const first = Math.min(...some.map(({ request }) => request));
    const requests = some.reduce((sum, { requests }) => sum + requests, 0);
    return `${words}; first at request ${first}, ${requests} requests`;
  });
}

/** What an invariant found. */
export function brokenWords({
  id,
  first,
  sessions,
  requests,
  idleSessions,
  turnAfterGap,
  short,
}: BrokenInvariant): string {
  const kind = VIOLATIONS[id as ViolationId] === "certain" ? "certain" : "a rate";
  const where = first.turnAfterGap === undefined ? "" : `, turn ${first.turnAfterGap} after a gap`;
  const never = (turnAfterGap ?? 1) > 1 ? `; never before turn ${turnAfterGap} after a gap` : "";
  const idle = idleSessions === sessions ? "each of them" : `${idleSessions} of them`;
  const by = short === undefined || short <= 0 ? "" : `; ${figure(short)} tokens short on the mean`;
  return `${id} (${kind}): first in session ${first.number} (${dayOf(first.at)}), at its request ${first.request}${where}; ${requests} requests in ${sessions} sessions, ${idle} idle for over an hour${never}${by}`;
}

/** What a monitor showed. */
export function alarmWords({ signal, view, sessions, at, cohort, cohortSessions, from, to }: Alarm): string {
  const seen = view === "usual" ? "" : ", seen for two days";
  const where = cohort === undefined ? "in all sessions" : `in ${cohort} (${cohortSessions} of them since)`;
  return `${signal}${seen}: after ${sessions} sessions (${dayOf(at)}), ${where}, from ${figure(from)} to ${figure(to)}`;
}

/** What a comparison of two arms decided. */
export function comparedWords({ signal, sessions, at, cohort, drop }: RolledBack): string {
  return `half of the sessions with it and half without: rolled back after ${sessions} sessions (${dayOf(at)}), for ${signal} in ${cohort}, a drop of ${(100 * drop).toFixed(1)} points of its scale`;
}

/** What a change costs: in tokens and in money. */
export function priceWords({ all, idle }: Prices): readonly string[] {
  return [
    `a session costs ${costWords(all)}`,
    `one that was idle for over an hour, ${costWords(idle)}, and writes ${figure(idle.after.written)} tokens to the cache in place of ${figure(idle.before.written)}; ${percent(idle.after.read / idle.after.input)} of what it takes in is read from there, in place of ${percent(idle.before.read / idle.before.input)}`,
  ];
}

function costWords({ before, after }: Price): string {
  const part = after.usd / before.usd - 1;
  return `$${after.usd.toFixed(3)} in place of $${before.usd.toFixed(3)} (${part < 0 ? "" : "+"}${percent(part)})`;
}

/** A part, in percent. */
export function percent(part: number): string {
  return `${(100 * part).toFixed(1)} %`;
}

/** Everything that one build was found to do, by what found it. */
export function findingWords(found: BuildFindings): readonly (readonly [catcher: string, words: readonly string[]])[] {
  return [
    ["conform", found.soak.length === 0 ? ["all is as declared"] : soakWords(found.soak)],
    ["invariants", found.broken.map(brokenWords)],
    ["monitors", found.alarms.map(alarmWords)],
    ["two arms", found.compared === undefined ? [] : [comparedWords(found.compared)]],
    ["price", found.price === undefined ? [] : priceWords(found.price)],
  ];
}

/** Whether nothing was found of a build: no departure, nothing broken, no alarm. */
export function isSilent({ soak, broken, alarms, compared }: BuildFindings): boolean {
  return soak.length + broken.length + alarms.length === 0 && compared === undefined;
}

/** What caught a build of the catalogue, and where. */
export function caughtWords({ caught }: CatalogueRow): readonly string[] {
  return caught.map(({ by, request, turnAfterGap, requests }) => {
    const after = turnAfterGap === undefined ? "" : `, turn ${turnAfterGap} after the gap`;
    return `${by} at request ${request}${after} (${requests} in all)`;
  });
}

/** What there is to find a change by, in the order of what it takes. */
export const CATCHERS = [
  "diff",
  "soak session",
  "first invariant",
  "first monitor",
  "two arms",
  "without the change",
] as const;

/** What each of them found first. */
export function firstFound({ diff, built, without }: ChangeReport): readonly string[] {
  const [change] = diff;
  const departure = built.soak.toSorted((a, b) => a.request - b.request)[0];
  const [alarm] = built.alarms;
  const certain = built.broken.filter(({ id }) => VIOLATIONS[id as ViolationId] === "certain");
  const broken = certain.find(({ id }) => built.soak.every((one) => one.id !== id)) ?? certain[0] ?? built.broken[0];
  return [
    change === undefined ? "nothing" : `${change.rule} (${change.severity})`,
    departure === undefined ? "as declared" : `${departure.id}, request ${departure.request}`,
    broken === undefined
      ? "nothing"
      : `${broken.id}, session ${broken.first.number}${broken.turnAfterGap === undefined ? "" : `, turn ${broken.turnAfterGap} after a gap`}`,
    alarm === undefined
      ? "nothing"
      : `${alarm.signal}, ${alarm.sessions} sessions${alarm.cohort === undefined ? "" : `, ${alarm.cohort}`}`,
    built.compared === undefined ? "nothing" : `${built.compared.signal}, ${built.compared.sessions} sessions`,
    isSilent(without) ? "nothing" : "not silent",
  ];
}
