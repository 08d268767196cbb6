import type { MessageFacts } from "../wire/facts.ts";
import type { History } from "./history.ts";

/** Most reasoning blocks of one epoch that a thread remembers. */
const MOST_BLOCKS = 512;
/** Most requests of one history whose answers are told apart. */
const MOST_EQUAL = 8;

/** The reasoning that came with one answer, and how that answer is known in a later history. */
export interface Returned {
  /** How many messages were answered: the answer stands behind them. */
  readonly at: number;
  /** `replyDigest` of the answer. */
  readonly reply: string;
  /** Digests of its blocks. */
  readonly blocks: readonly string[];
}

/** What a request has to carry of what was returned, and what of that it does not. */
export interface Carried {
  /** What is expected of later requests too, and what waits for a request that goes on from it. */
  readonly kept: readonly Returned[];
  readonly expected: number;
  readonly missing: number;
}

/** Nothing is expected, and nothing later either. */
export const NOTHING_CARRIED: Carried = { kept: [], expected: 0, missing: 0 };

/**
 * Holds a history that goes on from the one before against what was returned.
 *
 * Reasoning comes back with the answer that it came with, so it is expected where that answer stands
 * at its place. Of several answers to equal requests (a retry, a hedge) that is the one which the
 * history went on with.
 */
export function carriedBy(returned: readonly Returned[], messages: readonly MessageFacts[]): Carried {
  if (returned.length === 0) return NOTHING_CARRIED;
  const present = new Set(messages.flatMap(({ reasoning }) => reasoning));
  const absent = ({ blocks }: Returned): number => blocks.filter((block) => !present.has(block)).length;
  const chosen = new Map<number, { readonly answer: Returned; readonly missing: number }>();
  const waiting: Returned[] = [];
  for (const answer of returned) {
    const message = messages[answer.at];
    if (message === undefined) waiting.push(answer);
    else if (message.role === "assistant" && message.reply === answer.reply) {
      const missing = absent(answer);
      const other = chosen.get(answer.at);
      // Two answers that say the same are told apart by their reasoning alone.
      if (other === undefined || missing < other.missing) chosen.set(answer.at, { answer, missing });
    }
  }
  const found = [...chosen.values()];
  return {
    kept: [...found.map(({ answer }) => answer), ...waiting],
    expected: found.reduce((sum, { answer }) => sum + answer.blocks.length, 0),
    missing: found.reduce((sum, { missing }) => sum + missing, 0),
  };
}

/** What a thread remembers of what was returned when an answer has come whole. */
export function reasoningAfter(
  thread: { readonly equal: readonly string[]; readonly reasoning: readonly Returned[]; readonly history: History },
  { exchange, reasoning: blocks }: { readonly exchange: string; readonly reasoning: readonly string[] },
  reply: string | undefined,
): readonly Returned[] {
  const { equal, reasoning, history } = thread;
  if (reply === undefined || !equal.includes(exchange)) return reasoning;
  // One without reasoning tells another that says the same apart, and is of no other use.
  if (blocks.length === 0 && equal.length === 1) return reasoning;
  return withReturned(reasoning, { at: history.count, reply, blocks });
}

/** What is remembered with another answer; where it is too much, what was returned first is forgotten. */
function withReturned(returned: readonly Returned[], answer: Returned): readonly Returned[] {
  let room = MOST_BLOCKS;
  const kept: Returned[] = [];
  for (const one of [answer, ...returned.toReversed()]) {
    room -= Math.max(1, one.blocks.length);
    // An answer is remembered whole or not at all: a part of it would be missed by its place alone.
    if (room < 0) break;
    kept.push(one);
  }
  return kept.reverse();
}

/**
 * The exchanges that asked with the same history, this one the last.
 *
 * @returns none where there are too many to tell their answers apart: then none of them is expected back.
 */
export function equalAsked(before: readonly string[], exchange: string, again: boolean): readonly string[] {
  if (!again) return [exchange];
  return before.length === 0 || before.length >= MOST_EQUAL ? [] : [...before, exchange];
}
