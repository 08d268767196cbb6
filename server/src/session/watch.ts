import { clearingAfter } from "./invariants/context-edit-repeated.ts";
import type { Breach, Expected, Promises, RequestMoment, Spoken, Watch } from "./invariants/invariant.ts";
import { checkFirst, checkRequest } from "./invariants/table.ts";
import type { Spawned } from "./spawned.ts";

/** System prompts of one thread that are told apart. */
const MOST_VOICES = 4;

/** What invariants look at of a request, beside its messages. */
export interface Watched {
  /** Empty where none is named. */
  readonly model: string;
  readonly effort?: string;
  /** Digest of the system prompt, what is volatile of it masked. */
  readonly system?: string;
  /** As `toolList` writes them. */
  readonly tools?: string;
  /** As `formatContextEdits` writes them. */
  readonly edits?: string;
  /** The version of the client that made it, where it is known. */
  readonly version?: string;
  /** As `FieldValues` has it; `disabled` too where an effort of none says so. */
  readonly thinking?: string;
  readonly promises: Promises;
}

/** What a provider counted of an answered request, and left in its cache. */
export interface Counted {
  readonly tokens: number;
  readonly bytes: number;
  /** Tokens that lie in the cache now, and for how long; absent where nothing does, or nobody says. */
  readonly cached?: { readonly tokens: number; readonly ttlMs: number };
}

/**
 * What a thread's first request breaks, and what is remembered of it.
 *
 * @param spawned the call that began the thread's agent.
 */
export function firstRequest(
  watched: Watched | undefined,
  { exchange, at }: { readonly exchange: string; readonly at: number },
  spawned: Spawned | undefined,
): { readonly watch?: Watch; readonly breaches: readonly Breach[] } {
  if (watched === undefined) return { breaches: NONE };
  const watch: { -readonly [Name in keyof Watch]: Watch[Name] } = { voices: [spokenIn(watched, at)] };
  if (watched.thinking !== undefined) watch.thinking = watched.thinking;
  if (spawned === undefined) return { watch, breaches: NONE };
  watch.spawned = spawned;
  const { promises, model, effort, tools, edits, version } = watched;
  const breaches = checkFirst({
    watch,
    spoken: undefined,
    exchange,
    turn: 1,
    idleMs: 0,
    begins: "start",
    reasoning: { expected: 0, missing: 0 },
    model,
    effort,
    tools,
    edits,
    version,
    prefixStable: true,
    bytesChanged: false,
    truncated: [],
    promises,
  });
  return { watch: { ...watch, ...beganIn(breaches) }, breaches };
}

/** Since when what is broken has been. */
function beganIn(breaches: readonly Breach[]): Pick<Watch, "began"> {
  return breaches.length === 0 ? {} : { began: Object.fromEntries(breaches.map(({ id, began }) => [id, began])) };
}

function spokenIn({ system = "", tools, edits, version }: Watched, at: number, cleared?: Spoken["cleared"]): Spoken {
  const spoken: { -readonly [Name in keyof Spoken]: Spoken[Name] } = { system, at };
  if (tools !== undefined) spoken.tools = tools;
  if (edits !== undefined) spoken.edits = edits;
  if (version !== undefined) spoken.version = version;
  if (cleared !== undefined) spoken.cleared = cleared;
  return spoken;
}

function thinkingIn({ thinking }: Watched): Pick<Watch, "thinking"> {
  return thinking === undefined ? {} : { thinking };
}

/** Whether a request has its model think no more: it says so, or does not say any more that it should. */
export function stopsThinking(before: Watch | undefined, watched: Watched | undefined): boolean {
  if (watched === undefined) return false;
  const { thinking } = watched;
  return thinking === undefined ? before?.thinking !== undefined : thinking === "disabled";
}

type Moment = Omit<
  RequestMoment,
  "watch" | "spoken" | "model" | "effort" | "tools" | "edits" | "version" | "promises"
> & {
  readonly at: number;
};

/** Holds a request against what its thread remembers: what it breaks, what its answer should be, what is remembered next. */
export function watchedRequest(
  before: Watch | undefined,
  watched: Watched | undefined,
  moment: Moment,
): { readonly watch: Watch | undefined; readonly breaches: readonly Breach[]; readonly foretold: Expected } {
  if (watched === undefined) return { watch: before, breaches: NONE, foretold: {} };
  const { promises, system = "", model, effort, tools, edits, version } = watched;
  const watch = before ?? { voices: [] };
  const { voices } = watch;
  const spoken = voices.find((voice) => voice.system === system) ?? kinOf(watched, voices);
  // Others may have spoken in its pause: it was a pause for it.
  const idleMs =
    spoken === undefined || spoken === voices[0] ? moment.idleMs : Math.max(moment.idleMs, moment.at - spoken.at);
  const asked: RequestMoment = { ...moment, idleMs, watch, spoken, model, effort, tools, edits, version, promises };
  const breaches = checkRequest(asked);
  // One request without tools says nothing of their order.
  const offered = tools ?? (moment.begins === undefined ? spoken?.tools : undefined);
  const offering = offered === undefined ? watched : { ...watched, tools: offered };
  const now = spokenIn(offering, moment.at, clearingAfter(asked));
  const others = voices.filter((voice) => voice.system !== system).slice(0, MOST_VOICES - 1);
  const next: Watch = {
    // Where a part of the session begins, tools need not stand as they did.
    voices: [now, ...(moment.begins === undefined ? others : others.map(({ tools: _before, ...rest }) => rest))],
    ...thinkingIn(watched),
    ...(watch.cache === undefined ? {} : { cache: watch.cache }),
    ...(watch.size === undefined ? {} : { size: watch.size }),
    ...(watch.spawned === undefined ? {} : { spawned: watch.spawned }),
    ...beganIn(breaches),
  };
  return { watch: next, breaches, foretold: foretold(watch, moment, spoken === undefined || edits === spoken.edits) };
}

/**
 * Who a prompt that nobody has spoken by goes on from: where prompts vary from request to request (a date, a nonce)
 * and all else does not, it is the same voice. One other prompt alone may be another role's.
 */
function kinOf({ tools, version, edits }: Watched, voices: readonly Spoken[]): Spoken | undefined {
  if (edits === undefined) return undefined;
  const kin = voices.filter((one) => one.tools === tools && one.version === version && one.edits !== undefined);
  return kin.length < 2 ? undefined : kin[0];
}

const NONE: readonly Breach[] = [];

/** A cache that is near its end may have gone: clocks differ, and blocks are cached one by one. */
const SURE = 0.9;

/** @param sameEdits what was cleared before and is not cleared any more comes back, and no byte says so. */
function foretold(
  { cache, size }: Watch,
  { at, begins, prefixStable, bytesChanged }: Moment,
  sameEdits: boolean,
): Expected {
  if (begins !== undefined || !prefixStable) return {};
  const alive = cache !== undefined && at - cache.at < SURE * cache.ttlMs;
  return {
    ...(alive && !bytesChanged ? { cached: cache.tokens } : {}),
    ...(size === undefined || bytesChanged || !sameEdits ? {} : { size }),
  };
}

/** What an answer that came whole teaches. */
export function watchedEnd(
  watch: Watch | undefined,
  counted: Counted | undefined,
  at: number,
): { readonly watch?: Watch } {
  if (watch === undefined) return {};
  const voices = spokenUntil(watch.voices, at);
  if (counted === undefined) return { watch: { ...watch, voices } };
  const { tokens, bytes, cached } = counted;
  const next: { -readonly [Name in keyof Watch]: Watch[Name] } = { ...watch, voices, size: { tokens, bytes } };
  if (cached !== undefined) next.cache = { ...cached, at };
  else if (next.cache !== undefined) delete next.cache;
  return { watch: next };
}

/** The latest voice has been heard until now. */
function spokenUntil(voices: readonly Spoken[], at: number): readonly Spoken[] {
  const latest = voices[0];
  if (latest === undefined) return voices;
  const heard = { ...latest, at: Math.max(latest.at, at) };
  return voices.length === 1 ? [heard] : [heard, ...voices.slice(1)];
}
