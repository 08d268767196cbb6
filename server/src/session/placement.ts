import { sha256Short } from "../core/digest.ts";
import type { Continuation } from "../wire/facts.ts";
import { chainOf, goOn, type History, historyOf, relate, type Relation } from "./history.ts";

/** Where a request that brings only what is new was put onto the history. */
export interface Base {
  /** The stored answer, or the provider's conversation. */
  readonly on: string;
  readonly history: History;
  /** The last answer at that time. */
  readonly answered: string | undefined;
}

/** What a request is put onto: the part of a thread that says where the next one stands. */
interface Before {
  readonly history: History;
  readonly answered?: string;
  readonly base?: Base;
}

const NO_HISTORY = historyOf([]);

/** The base of a thread's first request. */
export function firstBase(continues: Continuation | undefined): { readonly base?: Base } {
  const on = continues?.response ?? continues?.conversation;
  return on === undefined ? {} : { base: { on, history: NO_HISTORY, answered: undefined } };
}

/** A request's place behind what its thread knows. */
export interface Placed {
  readonly history: History;
  readonly relation: Relation;
  readonly common: number;
  readonly base: Base | undefined;
}

/** Where a request stands whose provider may keep the history: then it is put together from what came before. */
export function placed(before: Before, continues: Continuation | undefined, own: History): Placed {
  if (continues === undefined) return { history: own, ...relate(before.history, own), base: undefined };
  const on = continues.response ?? continues.conversation ?? "";
  const known = baseFor(before, continues);
  const base: Base = { on, history: known ?? NO_HISTORY, answered: before.answered };
  const history = goOn(base.history, own);
  const { relation, common } = relate(before.history, history);
  // What the provider has behind an answer that is long past is not known here; it is no rewrite.
  return { history, base, common, relation: relation === "rewrites" ? "rewinds" : relation };
}

/** The history that a request is put onto: what the last one was put onto, or that one and its answer. */
function baseFor(before: Before, { response, conversation }: Continuation): History | undefined {
  const on = response ?? conversation;
  const { base, answered } = before;
  const unanswered = response !== undefined || base?.answered === answered;
  if (base !== undefined && base.on === on && unanswered) return base.history;
  if (response === undefined ? answered !== undefined : answered === response) {
    return goOn(before.history, answerOf(answered ?? ""));
  }
  return response === undefined ? before.history : undefined;
}

/** An answer that the provider keeps, as a part of the history. */
function answerOf(id: string): History {
  const digests = [sha256Short(`response:${id}`)];
  return { count: 1, chain: chainOf(digests), digests, turns: [false] };
}
