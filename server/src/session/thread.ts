import type { Continuation, MessageFacts } from "../wire/facts.ts";
import { type History, historyOf, isCutOff, isThinned, type Relation, turnsFrom } from "./history.ts";
import type { Breach, Expected, Watch } from "./invariants/invariant.ts";
import { type Counted, firstRequest, stopsThinking, type Watched, watchedEnd, watchedRequest } from "./watch.ts";
import { type Base, firstBase, placed } from "./placement.ts";
import type { Spawn } from "./deeds/spawns.ts";
import { type Spawned, withSpawns } from "./spawned.ts";
import { carriedBy, equalAsked, NOTHING_CARRIED, reasoningAfter, type Returned } from "./returned-reasoning.ts";

/** What began an epoch. */
export type EpochReason = "start" | "compaction" | "rewind" | "model_switch" | "fork" | "rewrite";

/** A gap after which a session counts as resumed, in milliseconds. */
const RESUMED_AFTER = 3_600_000;

/**
 * What is remembered of one agent's exchanges in one conversation: digests, counters and times,
 * never content. Plain data, so that an owner can answer for it over a socket and control can
 * rebuild it from records.
 */
export interface Thread {
  readonly turn: number;
  readonly epoch: number;
  readonly epochReason: EpochReason;
  readonly lastExchange: string;
  /** When the last exchange ended, or began where it has not ended; milliseconds. */
  readonly lastAt: number;
  readonly maxIdleMs: number;
  readonly history: History;
  readonly model: string;
  readonly prefixBytes: string;
  readonly compacted: boolean;
  readonly resumed: boolean;
  /** The reasoning that was returned in this epoch, answer by answer. */
  readonly reasoning: readonly Returned[];
  /** The exchanges that asked with this very history; empty where that is not known. */
  readonly equal: readonly string[];
  /** The last answer called tools: what follows is no new user turn. */
  readonly inToolLoop: boolean;
  /** A compaction was asked for since the last exchange. */
  readonly compactionAsked: boolean;
  /** The provider's id of the last whole answer, where a request may go on from it. */
  readonly answered?: string;
  /** What the last request went on from, where the provider keeps the history. */
  readonly base?: Base;
  /** What its invariants go by. */
  readonly watch?: Watch;
  /** The sub-agents that it asked for lately, the latest last. */
  readonly spawns?: readonly Spawned[];
}

/** One request, as a thread sees it. */
export interface Observation {
  readonly exchange: string;
  readonly at: number;
  readonly model: string;
  readonly messages: readonly MessageFacts[];
  readonly prefixBytes: string;
  /** Absent where the request brings its whole history. */
  readonly continues?: Continuation;
  /** What invariants look at; without it none is checked. */
  readonly watched?: Watched;
}

/** What a thread tells about an exchange that begins. */
export interface Standing {
  readonly turn: number;
  readonly epoch: number;
  readonly epochReason: EpochReason;
  readonly idleMs: number | undefined;
  readonly maxIdleMs: number;
  readonly resumed: boolean;
  readonly compacted: boolean;
  readonly retry: boolean;
  /** Undefined where nothing was there to be kept. */
  readonly reasoningKept: boolean | undefined;
  readonly prefixStable: boolean | undefined;
  readonly cacheBytesChanged: boolean | undefined;
  /** Digest (128 bits, hex) of the canonical messages in order. */
  readonly chain: string;
  /** The exchange that this one goes on from, and how many of its messages stand unchanged. */
  readonly previous: { readonly exchange: string; readonly kept: number } | undefined;
  /** What the request breaks of its session. */
  readonly breaches: readonly Breach[];
  /** What its answer is held against. */
  readonly expected: Expected;
}

/**
 * Begins an exchange: pure, so that a replay of the same requests gives the same standings.
 *
 * @param spawned the call that began its agent; looked at where this is the agent's first exchange.
 */
export function beginExchange(
  before: Thread | undefined,
  seen: Observation,
  spawned?: Spawned,
): { readonly thread: Thread; readonly standing: Standing } {
  const history = historyOf(seen.messages);
  return before === undefined ? firstExchange(seen, history, spawned) : nextExchange(before, seen, history);
}

/** What the end of an exchange teaches its thread. */
export interface Ending {
  readonly exchange: string;
  readonly at: number;
  /** The answer came to its end as its format says. */
  readonly complete: boolean;
  readonly reasoning: readonly string[];
  readonly callsTools: boolean;
  /** The provider's id of the answer, where a request may go on from it. */
  readonly response?: string;
  /** Ids of its items, where a request may name them. */
  readonly items?: readonly string[];
  /** What the provider counted and cached, where it says. */
  readonly counted?: Counted;
  /** The sub-agents that it asks for. */
  readonly spawns?: readonly Spawn[];
}

/**
 * Ends an exchange. An answer that did not come whole, or that was overtaken by another request
 * (its client may never have seen it), teaches nothing but its time; one to an equal request its
 * reasoning too, because its client may go on with either.
 *
 * @param reply by which its answer is known in a later history; without it the answer says nothing that could be sent back.
 */
export function endExchange(thread: Thread, ending: Ending, reply?: string): Thread {
  const lastAt = Math.max(thread.lastAt, ending.at);
  if (!ending.complete || !(ending.exchange === thread.lastExchange || thread.equal.includes(ending.exchange)))
    return { ...thread, lastAt };
  const reasoning = reasoningAfter(thread, ending, reply);
  if (ending.exchange !== thread.lastExchange) return { ...thread, lastAt, reasoning };
  const answered = ending.response === undefined ? {} : { answered: ending.response };
  const watch = watchedEnd(thread.watch, ending.counted, ending.at);
  const { spawns } = ending;
  const asked = spawns === undefined ? {} : { spawns: withSpawns(thread.spawns, spawns, ending.exchange) };
  return { ...thread, lastAt, reasoning, inToolLoop: ending.callsTools, ...answered, ...watch, ...asked };
}

function firstExchange(
  seen: Observation,
  history: History,
  spawned: Spawned | undefined,
): { thread: Thread; standing: Standing } {
  const { breaches, ...watch } = firstRequest(seen.watched, seen, spawned);
  const resumed = seen.continues?.response !== undefined || seen.messages.some(({ role }) => role === "assistant");
  const thread: Thread = {
    turn: Math.max(1, turnsFrom(history, 0)),
    epoch: 0,
    epochReason: "start",
    lastExchange: seen.exchange,
    lastAt: seen.at,
    maxIdleMs: 0,
    history,
    model: seen.model,
    prefixBytes: seen.prefixBytes,
    compacted: false,
    resumed,
    reasoning: [],
    equal: [seen.exchange],
    inToolLoop: false,
    compactionAsked: false,
    ...firstBase(seen.continues),
    ...watch,
  };
  const standing: Standing = {
    turn: thread.turn,
    epoch: 0,
    epochReason: "start",
    idleMs: undefined,
    maxIdleMs: 0,
    resumed,
    compacted: false,
    retry: false,
    reasoningKept: undefined,
    prefixStable: undefined,
    cacheBytesChanged: undefined,
    chain: history.chain,
    previous: undefined,
    breaches,
    expected: {},
  };
  return { thread, standing };
}

/** The marks of what was taken away; nearly always there are none in a long history. */
function marksIn(messages: readonly MessageFacts[]): readonly string[] {
  let marks: readonly string[] = NO_MARKS;
  for (const { truncated } of messages) if (truncated !== undefined) marks = [...marks, truncated];
  return marks;
}

const NO_MARKS: readonly string[] = [];

function nextExchange(before: Thread, seen: Observation, own: History): { thread: Thread; standing: Standing } {
  const { history, common, base, ...place } = placed(before, seen.continues, own);
  const seenWhole = seen.continues === undefined;
  // Who leaves reasoning out has not gone back: all that was said still stands.
  const thinned = place.relation === "rewinds" && seenWhole && isThinned(before.history, seen.messages);
  const relation = thinned ? "extends" : place.relation;
  const cutOff = !thinned && seenWhole && isRewritten(relation) && isCutOff(before.history, history, common);
  const compaction = relation === "rewrites" || (relation === "rewinds" && (before.compactionAsked || cutOff));
  const began = epochBegun(before, seen, relation, history, cutOff);
  const idleMs = Math.max(0, seen.at - before.lastAt);
  const maxIdleMs = Math.max(before.maxIdleMs, idleMs);
  const resumed = before.resumed || idleMs > RESUMED_AFTER;
  const compacted = before.compacted || began === "compaction";
  // What the provider keeps is not seen here, and who does not think any more is sent no thoughts.
  const unseen = began !== undefined || seen.continues !== undefined || stopsThinking(before.watch, seen.watched);
  const { kept, expected, missing } = unseen ? NOTHING_CARRIED : carriedBy(before.reasoning, seen.messages);
  const equal = equalAsked(before.equal, seen.exchange, relation === "same");
  const turn = turnAfter(before, history, common, compaction);
  const prefixStable = !thinned && (relation === "same" || relation === "extends");
  const bytesChanged = before.prefixBytes === "" ? undefined : seen.prefixBytes !== before.prefixBytes;
  const { watch, breaches, foretold } = watchedRequest(before.watch, seen.watched, {
    exchange: seen.exchange,
    at: seen.at,
    turn,
    idleMs,
    begins: began,
    reasoning: { expected, missing },
    prefixStable,
    bytesChanged: bytesChanged === true,
    truncated: marksIn(seen.messages),
  });
  const thread: Thread = {
    ...before,
    turn,
    epoch: before.epoch + (began === undefined ? 0 : 1),
    epochReason: began ?? before.epochReason,
    lastExchange: seen.exchange,
    lastAt: Math.max(before.lastAt, seen.at),
    maxIdleMs,
    history,
    model: seen.model,
    prefixBytes: seen.prefixBytes,
    compacted,
    resumed,
    reasoning: equal.length === 0 ? kept.filter(({ at }) => at < history.count) : kept,
    equal,
    compactionAsked: false,
    ...(base === undefined ? {} : { base }),
    ...(watch === undefined ? {} : { watch }),
  };
  const standing: Standing = {
    turn: thread.turn,
    epoch: thread.epoch,
    epochReason: thread.epochReason,
    idleMs,
    maxIdleMs,
    resumed,
    compacted,
    retry: relation === "same",
    reasoningKept: expected === 0 ? undefined : missing === 0,
    prefixStable,
    cacheBytesChanged: bytesChanged,
    chain: history.chain,
    previous:
      common === 0 || seen.continues !== undefined ? undefined : { exchange: before.lastExchange, kept: common },
    breaches,
    expected: foretold,
  };
  return { thread, standing };
}

function isRewritten(relation: Relation): boolean {
  return relation === "rewrites" || relation === "rewinds";
}

/** @param cutOff whether the beginning of the history is gone, and nothing stands in its place. */
function epochBegun(
  before: Thread,
  seen: Observation,
  relation: Relation,
  history: History,
  cutOff: boolean,
): EpochReason | undefined {
  if (cutOff && !before.compactionAsked) return "rewrite";
  if (relation === "rewrites") {
    const shorter = history.count < before.history.count;
    return shorter || before.compactionAsked ? "compaction" : "rewrite";
  }
  if (relation === "rewinds" && before.compactionAsked) return "compaction";
  // Clients leave the reasoning of the other model out: that is no rewind.
  if (seen.model !== before.model) return "model_switch";
  return relation === "rewinds" ? "rewind" : undefined;
}

function turnAfter(before: Thread, history: History, common: number, compaction: boolean): number {
  if (compaction) {
    // A summary stands where turns stood. In the middle of a tool loop nobody has spoken.
    return before.inToolLoop ? before.turn : before.turn + 1;
  }
  const undone = turnsFrom(before.history, common);
  return Math.max(1, before.turn - undone + turnsFrom(history, common));
}
