import type { Filter } from "../exchange/query/query.ts";
import type { ScoreStore } from "../exchange/scores/store.ts";
import type { ExchangeStore, Fence, ReadLimits } from "../exchange/store.ts";
import type { BehaviourSignal } from "../quality/signals/behaviour/signal.ts";
import { behaviourSignal } from "../quality/signals/behaviour/table.ts";
import { COMPARISON_SETS, type ComparisonSet } from "../quality/monitor/attribution.ts";
import { INFRASTRUCTURE } from "../quality/monitor/infrastructure.ts";
import type { SignalDefinition } from "../quality/signals/definition.ts";
import { orientedValue } from "../quality/signals/unit-value.ts";
import { sessionsInError } from "./session-errors.ts";
import { type JudgesAsked, judgedSessions } from "./unit-judgements.ts";
import { measureSessions } from "./session-measures.ts";
import {
  beginnings,
  placeOf,
  PRE_ATTRIBUTES,
  type SessionStart,
  startOf,
  type StartQuestion,
  startsCount,
  startsQuery,
} from "./session-starts.ts";

/** One unit as the statistics read it. */
export interface Unit {
  /** Its tenant and its session. */
  readonly unit: string;
  /** Left out where no rollout assigned one, and nobody says who is a candidate. */
  readonly arm?: string;
  /** Probability of the arm at assignment. */
  readonly p?: number;
  /** In [0,1], 1 is best. Left out where there is an error. */
  readonly value?: number;
  /** `infrastructure` where the session's last request got no answer: whatever it was given, nothing was judged. */
  readonly error?: typeof INFRASTRUCTURE;
  readonly signal: string;
  /** Who judged, where somebody did: `tests@1`. */
  readonly evaluator?: string;
  /** When it began, milliseconds since the epoch. */
  readonly t: number;
  /** What was fixed before the arm could act. */
  readonly attrs: Readonly<Record<string, string | number | boolean>>;
}

/** Which units are asked for. */
export interface UnitQuestion extends StartQuestion, JudgesAsked {
  /** Which sessions are the candidate's, where the product itself randomised them. */
  readonly split?: Split;
}

/** How a product split its sessions in two. */
export interface Split {
  /** What holds of the first exchange of a candidate's session, and of no other. */
  readonly candidate: Filter;
  /** Probability of the candidate, above 0 and below 1. */
  readonly share: number;
}

/** Units in the order in which they began. */
export interface UnitPage {
  readonly units: readonly Unit[];
  /** True where there are more sessions: go on after `next`. */
  readonly truncated: boolean;
  readonly next: { readonly at: number; readonly exchange: string } | undefined;
  /** When the sessions began of which nothing was seen. */
  readonly absent: readonly number[];
  /** Behind which those are that were not looked at, now or when their windows are over. */
  readonly end: { readonly at: number; readonly exchange: string } | undefined;
  /** Sessions of which nothing was seen in time. */
  readonly missing: number;
  /** Sessions of this time whose window is not over yet. */
  readonly open: number;
}

/** What units are made from. */
export interface UnitPorts {
  readonly exchanges: Pick<ExchangeStore, "query">;
  readonly scores: Pick<ScoreStore, "ofSessions">;
  readonly limits: ReadLimits;
}

/** Sessions whose records are read at a time. */
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
  const seen =
    signal === undefined
      ? await judgedSessions(starts, question, ports.scores)
      : await measured(starts, signal, definition, ports, fence);
  // What records tell is what happened; what judges say is of answers, and here there was none.
  const errors: ReadonlySet<string> =
    signal === undefined ? await sessionsInError(starts, definition.windowMs, ports, fence) : new Set();
  const armOf = question.split === undefined ? recordedArm : await splitArms(question.split, settled, ports, fence);
  const units = starts.flatMap((start) => {
    const place = placeOf(start);
    const one: Seen | undefined = errors.has(place) ? { error: INFRASTRUCTURE } : seen.get(place);
    return one === undefined ? [] : [unitOf(start, armOf(start), definition.name, one)];
  });
  const absent = starts.filter((start) => !seen.has(placeOf(start)) && !errors.has(placeOf(start))).map(({ at }) => at);
  const last = found.rows.at(-1);
  const end = last === undefined ? undefined : startOf(last);
  const next = found.truncated ? end : undefined;
  const open = await openSessions(question, settled.until, ports, fence);
  return { units, truncated: found.truncated, next, end, absent, missing: absent.length, open };
}

type Arm = Pick<Unit, "arm" | "p">;

/** The arm that a rollout assigned. */
function recordedArm({ row }: SessionStart): Arm {
  const arm = String(row["arm"] ?? "");
  const p = row["probability"];
  return { ...(arm === "" ? {} : { arm }), ...(typeof p === "number" ? { p } : {}) };
}

/** Arms by what the first exchanges of sessions say. */
async function splitArms(
  { candidate, share }: Split,
  question: StartQuestion,
  { exchanges, limits }: UnitPorts,
  fence: Fence,
): Promise<(start: SessionStart) => Arm> {
  const { where, rows } = question;
  const both: Filter = where === undefined ? candidate : { kind: "all", of: [where, candidate] };
  // In the same order as all starts, and no fewer: none of this page is missed.
  const found = await exchanges.query(startsQuery({ ...question, where: both }), fence, { ...limits, rows });
  const ids = new Set(found.rows.map((row) => startOf(row).exchange));
  return ({ exchange }) => (ids.has(exchange) ? { arm: "candidate", p: share } : { arm: "baseline", p: 1 - share });
}

async function openSessions(
  question: UnitQuestion,
  settled: number,
  { exchanges, limits }: UnitPorts,
  fence: Fence,
): Promise<number> {
  const since = Math.max(question.since, settled);
  if (since >= question.until) return 0;
  const { rows } = await exchanges.query(startsCount({ ...question, since }), fence, { ...limits, rows: 1 });
  return Number(rows[0]?.["sessions"] ?? 0);
}

interface Seen extends Pick<Unit, "value" | "error"> {
  readonly evaluator?: string;
}

/** What the records tell, one value a session. */
async function measured(
  starts: readonly SessionStart[],
  signal: BehaviourSignal,
  definition: SignalDefinition,
  { exchanges, limits }: UnitPorts,
  fence: Fence,
): Promise<ReadonlyMap<string, Seen>> {
  const numbers = new Map<string, number>();
  for (let from = 0; from < starts.length; from += SESSIONS) {
    const some = starts.slice(from, from + SESSIONS);
    const found = await measureSessions(some, signal, definition.windowMs, exchanges, fence, limits);
    for (const [place, number] of found) numbers.set(place, number);
  }
  return new Map([...numbers].map(([place, number]) => [place, { value: orientedValue(definition, number) }] as const));
}

function unitOf(
  { tenant, session, at, row }: SessionStart,
  arm: Arm,
  signal: string,
  { value, error, evaluator }: Seen,
): Unit {
  const attrs: Record<string, string | number | boolean> = {};
  for (const name of PRE_ATTRIBUTES) {
    const known = row[name];
    const flat = Array.isArray(known) ? known.join(",") : known;
    if (typeof flat === "number" || typeof flat === "boolean" || (typeof flat === "string" && flat !== ""))
      attrs[name] = flat;
  }
  const set = setOf(row["flags"]);
  if (set !== undefined) attrs["set"] = set;
  return {
    unit: `${tenant}/${session}`,
    ...arm,
    ...(value === undefined ? {} : { value }),
    ...(error === undefined ? {} : { error }),
    signal,
    ...(evaluator === undefined ? {} : { evaluator }),
    t: at,
    attrs,
  };
}

/** The comparison set that a session began in, by its flags. */
function setOf(flags: unknown): ComparisonSet | undefined {
  return Array.isArray(flags) ? COMPARISON_SETS.find((set) => flags.includes(set)) : undefined;
}
