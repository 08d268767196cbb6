import { clears } from "./invariants/context-edit-repeated.ts";
import type { Breach, Expected, Promises, RequestMoment, Watch } from "./invariants/invariant.ts";
import { checkRequest } from "./invariants/table.ts";

/** What invariants look at of a request, beside its messages. */
export interface Watched {
  /** As `toolList` writes them. */
  readonly tools?: string;
  /** As `formatContextEdits` writes them. */
  readonly edits?: string;
  readonly promises: Promises;
}

/** What a provider counted of an answered request, and left in its cache. */
export interface Counted {
  readonly tokens: number;
  readonly bytes: number;
  /** Tokens that lie in the cache now, and for how long; absent where nothing does, or nobody says. */
  readonly cached?: { readonly tokens: number; readonly ttlMs: number };
}

/** What is remembered of a thread's first request. */
export function firstWatch(watched: Watched | undefined): { readonly watch?: Watch } {
  return watched === undefined ? {} : { watch: seenIn(watched) };
}

function seenIn({ tools, edits }: Watched): Watch {
  return { ...(tools === undefined ? {} : { tools }), ...(edits === undefined ? {} : { edits }) };
}

type Moment = Omit<RequestMoment, "watch" | "tools" | "edits" | "promises"> & { readonly at: number };

/** Holds a request against what its thread remembers: what it breaks, what its answer should be, what is remembered next. */
export function watchedRequest(
  before: Watch | undefined,
  watched: Watched | undefined,
  moment: Moment,
): { readonly watch: Watch | undefined; readonly breaches: readonly Breach[]; readonly foretold: Expected } {
  if (watched === undefined) return { watch: before, breaches: NONE, foretold: {} };
  const { promises, tools, edits } = watched;
  const watch = before ?? {};
  const breaches = checkRequest({ ...moment, watch, tools, edits, promises });
  const cleared = clearingAfter(watch, watched, moment);
  const next: Watch = {
    ...seenIn(watched),
    ...(cleared === undefined ? {} : { cleared }),
    ...(watch.cache === undefined ? {} : { cache: watch.cache }),
    ...(watch.size === undefined ? {} : { size: watch.size }),
    ...(breaches.length === 0 ? {} : { began: Object.fromEntries(breaches.map(({ id, began }) => [id, began])) }),
  };
  return { watch: next, breaches, foretold: foretold(watch, moment) };
}

const NONE: readonly Breach[] = [];

/** The clearing that began after a long gap, for as long as every request goes on with it. */
function clearingAfter(
  watch: Watch,
  { edits, promises }: Watched,
  { exchange, turn, idleMs, begins }: Moment,
): Watch["cleared"] {
  if (edits === undefined || !clears(edits)) return undefined;
  const gap = idleMs > promises.gapMs;
  // Who has always cleared does so by plan, gap or not.
  if (gap && (watch.cleared !== undefined || !clears(watch.edits))) return { exchange, turn, edits };
  return begins === undefined ? watch.cleared : undefined;
}

/** A cache that is near its end may have gone: clocks differ, and blocks are cached one by one. */
const SURE = 0.9;

function foretold({ cache, size }: Watch, { at, begins, prefixStable, bytesChanged }: Moment): Expected {
  if (begins !== undefined || !prefixStable) return {};
  const alive = cache !== undefined && at - cache.at < SURE * cache.ttlMs;
  return {
    ...(alive && !bytesChanged ? { cached: cache.tokens } : {}),
    ...(size === undefined || bytesChanged ? {} : { size }),
  };
}

/** What an answer that came whole teaches. */
export function watchedEnd(
  watch: Watch | undefined,
  counted: Counted | undefined,
  at: number,
): { readonly watch?: Watch } {
  if (watch === undefined || counted === undefined) return {};
  const { tokens, bytes, cached } = counted;
  const { cache: _before, ...rest } = watch;
  return { watch: { ...rest, size: { tokens, bytes }, ...(cached === undefined ? {} : { cache: { ...cached, at } }) } };
}
