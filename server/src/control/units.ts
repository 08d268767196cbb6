import { BellwetherError } from "../core/error.ts";
import type { Evaluator } from "../exchange/scores/score.ts";
import type { ScoreStore } from "../exchange/scores/store.ts";
import type { ExchangeStore, Fence, ReadLimits } from "../exchange/store.ts";
import type { BehaviourSignal } from "../quality/signals/behaviour/signal.ts";
import { behaviourSignal } from "../quality/signals/behaviour/table.ts";
import type { SignalDefinition } from "../quality/signals/definition.ts";
import { orientedValue, unitValue } from "../quality/signals/unit-value.ts";
import { measureSessions } from "./session-measures.ts";
import {
  beginnings,
  placeOf,
  PRE_ATTRIBUTES,
  type SessionStart,
  startOf,
  type StartQuestion,
  startsQuery,
} from "./session-starts.ts";

/** One unit as the statistics read it. */
export interface Unit {
  /** Its tenant and its session. */
  readonly unit: string;
  /** Left out where no rollout assigned one. */
  readonly arm?: string;
  /** Probability of the arm at assignment. */
  readonly p?: number;
  /** In [0,1], 1 is best. */
  readonly value: number;
  readonly signal: string;
  /** Who judged, where somebody did: `tests@1`. */
  readonly evaluator?: string;
  /** When it began, milliseconds since the epoch. */
  readonly t: number;
  /** What was fixed before the arm could act. */
  readonly attrs: Readonly<Record<string, string | number | boolean>>;
}

/** Which units are asked for. */
export interface UnitQuestion extends StartQuestion {
  readonly definition: SignalDefinition;
  /** `judge` or `judge@2`; may be left out where one alone judged. */
  readonly evaluator?: string;
}

/** Units in the order in which they began. */
export interface UnitPage {
  readonly units: readonly Unit[];
  /** True where there are more sessions: go on after `next`. */
  readonly truncated: boolean;
  readonly next: { readonly at: number; readonly exchange: string } | undefined;
  /** Sessions of which nothing was seen in time. */
  readonly missing: number;
}

/** What units are made from. */
export interface UnitPorts {
  readonly exchanges: Pick<ExchangeStore, "query">;
  readonly scores: Pick<ScoreStore, "ofSessions">;
  readonly limits: ReadLimits;
}

/** Sessions whose values are looked up at a time. */
const SESSIONS = 250;

/**
 * The units of some time with their values. A unit is a session of a tenant; it is assigned when
 * its main agent's first request comes, and what is seen of it in the window after that counts. So
 * each enters once, and the same whenever it is asked for: only those whose window is over are here.
 *
 * @param now milliseconds since the epoch.
 * @throws {BellwetherError} `query_invalid` where more than one evaluator judged and none is named.
 */
export async function unitsOf(question: UnitQuestion, ports: UnitPorts, fence: Fence, now: number): Promise<UnitPage> {
  const { definition, rows } = question;
  const settled = { ...question, until: Math.min(question.until, now - definition.windowMs) };
  const found = await ports.exchanges.query(startsQuery(settled), fence, { ...ports.limits, rows });
  const starts = await beginnings(found.rows.map(startOf), ports, fence);
  const signal = behaviourSignal(definition.name);
  const streams = new Map<string, Evaluator>();
  const units: Unit[] = [];
  let missing = 0;
  for (let from = 0; from < starts.length; from += SESSIONS) {
    const some = starts.slice(from, from + SESSIONS);
    const seen =
      signal === undefined
        ? await judged(some, question, ports.scores, streams)
        : await measured(some, signal, definition, ports, fence);
    for (const start of some) {
      const one = seen.get(placeOf(start));
      if (one === undefined) missing++;
      else units.push(unitOf(start, definition.name, one));
    }
  }
  const last = found.rows.at(-1);
  const next = found.truncated && last !== undefined ? startOf(last) : undefined;
  return { units, truncated: found.truncated, next, missing };
}

interface Seen {
  readonly value: number;
  readonly evaluator?: string;
}

/**
 * What judges said, brought to one value a session.
 *
 * @param streams those that have been met so far: there may be one.
 */
async function judged(
  starts: readonly SessionStart[],
  { definition, evaluator }: UnitQuestion,
  scores: UnitPorts["scores"],
  streams: Map<string, Evaluator>,
): Promise<ReadonlyMap<string, Seen>> {
  const times = starts.map(({ at }) => at);
  const since = Math.min(...times);
  const until = Math.max(...times) + definition.windowMs;
  const found = await scores.ofSessions({ sessions: starts, signal: definition.name, since, until });
  const chosen = found.filter((one) => evaluator === undefined || isNamed(one.evaluator, evaluator));
  for (const one of chosen) streams.set(streamOf(one.evaluator), one.evaluator);
  const [first, second] = streams.values();
  if (first !== undefined && second !== undefined) throw severalJudged(definition.name, first, second);
  const bySession = Map.groupBy(chosen, placeOf);
  const name = first === undefined ? undefined : nameOf(first);
  return new Map(
    starts.flatMap((start) => {
      const value = unitValue(definition, bySession.get(placeOf(start)) ?? [], start.at);
      if (value === undefined) return [];
      return [[placeOf(start), { value, ...(name === undefined ? {} : { evaluator: name }) }] as const];
    }),
  );
}

/** What the records tell, one value a session. */
async function measured(
  starts: readonly SessionStart[],
  signal: BehaviourSignal,
  definition: SignalDefinition,
  { exchanges, limits }: UnitPorts,
  fence: Fence,
): Promise<ReadonlyMap<string, Seen>> {
  const numbers = await measureSessions(starts, signal, definition.windowMs, exchanges, fence, limits);
  return new Map([...numbers].map(([place, number]) => [place, { value: orientedValue(definition, number) }] as const));
}

function unitOf({ tenant, session, at, row }: SessionStart, signal: string, { value, evaluator }: Seen): Unit {
  const arm = String(row["arm"] ?? "");
  const p = row["probability"];
  const attrs: Record<string, string | number | boolean> = {};
  for (const name of PRE_ATTRIBUTES) {
    const known = row[name];
    const flat = Array.isArray(known) ? known.join(",") : known;
    if (typeof flat === "number" || typeof flat === "boolean" || (typeof flat === "string" && flat !== ""))
      attrs[name] = flat;
  }
  return {
    unit: `${tenant}/${session}`,
    ...(arm === "" ? {} : { arm }),
    ...(typeof p === "number" ? { p } : {}),
    value,
    signal,
    ...(evaluator === undefined ? {} : { evaluator }),
    t: at,
    attrs,
  };
}

function nameOf({ id, version }: Evaluator): string {
  return `${id}@${version}`;
}

function isNamed(evaluator: Evaluator, asked: string): boolean {
  return asked === evaluator.id || asked === nameOf(evaluator);
}

function streamOf({ id, version, model, rubricDigest, promptDigest }: Evaluator): string {
  return [id, version, model, rubricDigest, promptDigest].join("\0");
}

function severalJudged(signal: string, first: Evaluator, second: Evaluator): BellwetherError {
  const same = nameOf(first) === nameOf(second);
  return new BellwetherError(
    "query_invalid",
    same
      ? `${signal} was judged by ${nameOf(first)} in two ways (model, rubric or prompt differ), and they are no one stream: ask for times in which there was one, and give a changed judge a version of its own`
      : `${signal} was judged by ${nameOf(first)} and by ${nameOf(second)}, and they are no one stream: say which (evaluator=${nameOf(first)})`,
  );
}
