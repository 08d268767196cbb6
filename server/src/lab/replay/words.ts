import type { BrokenInvariant } from "./breaches.ts";
import type { Price } from "./price.ts";
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
export function brokenWords({ id, first, sessions, requests, idleSessions, turnAfterGap }: BrokenInvariant): string {
  const where = first.turnAfterGap === undefined ? "" : `, turn ${first.turnAfterGap} after the gap`;
  const after = turnAfterGap === undefined ? "" : `; never before turn ${turnAfterGap} after a gap`;
  const idle =
    idleSessions === sessions
      ? "all of them idle for over an hour"
      : `${idleSessions} of them ever idle for over an hour`;
  return `${id}: first in session ${first.number} (${dayOf(first.at)}), at its request ${first.request}${where}; ${requests} requests in ${sessions} sessions, ${idle}${after}`;
}

/** What a monitor showed. */
export function alarmWords({ signal, view, sessions, at, cohort, cohortSessions, from, to }: Alarm): string {
  const seen = view === "usual" ? "" : ", seen for two days";
  const where = cohort === undefined ? "in all sessions" : `in ${cohort} (${cohortSessions} of them since)`;
  return `${signal}${seen}: after ${sessions} sessions (${dayOf(at)}), ${where}, from ${figure(from)} to ${figure(to)}`;
}

/** What a build costs beside the one without the change. */
export function priceWords({ idleSessions, written, usd, share, readBefore, readAfter }: Price): string {
  const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;
  return `in ${idleSessions} sessions that were idle for over an hour: ${figure(written)} tokens a session more written to the cache, $${usd.toFixed(3)} (${percent(share)}) more; read from the cache ${percent(readBefore)} before, ${percent(readAfter)} after`;
}

/** Everything that one build was found to do, by what found it. */
export function findingWords(found: BuildFindings): readonly (readonly [catcher: string, words: readonly string[]])[] {
  return [
    ["conform", soakWords(found.soak)],
    ["invariants", found.broken.map(brokenWords)],
    ["monitors", found.alarms.map(alarmWords)],
    ["price", found.price === undefined ? [] : [priceWords(found.price)]],
  ];
}

/** Whether nothing was found of a build: no departure, nothing broken, no alarm. */
export function isSilent({ soak, broken, alarms }: BuildFindings): boolean {
  return soak.length + broken.length + alarms.length === 0;
}

/** What caught a build of the catalogue, and where. */
export function caughtWords({ caught }: CatalogueRow): readonly string[] {
  return caught.map(({ by, request, turnAfterGap }) => {
    const after = turnAfterGap === undefined ? "" : `, turn ${turnAfterGap} after the gap`;
    return `${by} at request ${request}${after}`;
  });
}
