import { sha256Short } from "../core/digest.ts";
import type { MessageFacts } from "../wire/facts.ts";

/**
 * The canonical messages of a request, as far as a session remembers them: digests in order, and
 * which of them were user turns.
 */
export interface History {
  readonly count: number;
  /** Digest (128 bits, hex) over all message digests in order. */
  readonly chain: string;
  /** Absent where only the record of an earlier exchange is known. */
  readonly digests?: readonly string[];
  readonly turns?: readonly boolean[];
  /** The same without its reasoning; absent where it has none. */
  readonly bare?: Bare;
}

/** What a history says without its reasoning: how many parts that is, and the digest over all of them. */
export interface Bare {
  readonly count: number;
  readonly chain: string;
}

/** The history that a request carries. */
export function historyOf(messages: readonly MessageFacts[]): History {
  const digests = messages.map(({ digest }) => digest);
  const history = { count: digests.length, chain: chainOf(digests), digests, turns: messages.map(({ turn }) => turn) };
  if (messages.every(({ reasoning }) => reasoning.length === 0)) return history;
  const said = bareOf(messages);
  return { ...history, bare: { count: said.length, chain: chainOf(said) } };
}

/** What messages say without their reasoning: of answers what is said and called, of all others everything. */
function bareOf(messages: readonly MessageFacts[]): readonly string[] {
  return messages.flatMap(({ role, digest, reply }) => {
    if (role !== "assistant") return [digest];
    // Where an answer is several items the first says what all of them do.
    return reply === undefined ? [] : [reply];
  });
}

/** Whether a request goes on from a history with everything that was said in it, and only reasoning is left out. */
export function isThinned({ bare }: History, messages: readonly MessageFacts[]): boolean {
  if (bare === undefined) return false;
  const said = bareOf(messages);
  return said.length >= bare.count && chainOf(said.slice(0, bare.count)) === bare.chain;
}

/** Messages of the end of a history that have to stand for it to be the same one without its beginning. */
const FEWEST_LEFT = 2;
/** Places where it may go on that are tried: a message that is said again and again is in very many, and a request waits. */
const MOST_PLACES = 32;

/**
 * Whether a history is the one before without its beginning, and nothing stands in its place: what a window that slides
 * over it does, and no summary.
 *
 * @param common how many messages they share from the beginning, before the gap.
 */
export function isCutOff(before: History, next: History, common: number): boolean {
  const [old, digests] = [before.digests ?? [], next.digests ?? []];
  const first = digests[common];
  if (first === undefined) return false;
  let from = old.indexOf(first, common + 1);
  for (let tried = 0; from !== -1 && tried < MOST_PLACES; tried++) {
    if (old.length - from < FEWEST_LEFT) return false;
    if (endsAs(old, from, digests, common)) return true;
    from = old.indexOf(first, from + 1);
  }
  return false;
}

/** Whether all of a list from one index on stands in another one from an index on. */
function endsAs(list: readonly string[], from: number, other: readonly string[], at: number): boolean {
  if (list.length - from > other.length - at) return false;
  for (let index = from; index < list.length; index++) if (list[index] !== other[at + index - from]) return false;
  return true;
}

/** A history that goes on with what a request brings, where the provider keeps what was before. */
export function goOn(before: History, own: History): History {
  const count = before.count + own.count;
  if (before.digests === undefined || own.digests === undefined)
    return { count, chain: chainOf([before.chain, own.chain]) };
  const digests = [...before.digests, ...own.digests];
  return { count, chain: chainOf(digests), digests, turns: [...(before.turns ?? []), ...(own.turns ?? [])] };
}

/** Digest (128 bits, hex) of message digests in order. */
export function chainOf(digests: readonly string[]): string {
  return sha256Short(digests.join(""));
}

/**
 * How a request's history stands to the one before.
 *
 * - `same`: nothing new; a retry.
 * - `extends`: the old messages, then more.
 * - `rewinds`: a known point is entered again, and what came behind it is gone.
 * - `rewrites`: it does not begin as the old one did; what a compaction does.
 */
export type Relation = "same" | "extends" | "rewinds" | "rewrites";

/** Compares two histories; `common` is how many messages they share from the beginning. */
export function relate(before: History, next: History): { readonly relation: Relation; readonly common: number } {
  const digests = next.digests ?? [];
  if (before.digests === undefined) {
    const begins = digests.length >= before.count && chainOf(digests.slice(0, before.count)) === before.chain;
    if (!begins) return { relation: "rewrites", common: 0 };
    return { relation: digests.length === before.count ? "same" : "extends", common: before.count };
  }
  const common = commonPrefix(before.digests, digests);
  if (common === before.count) return { relation: digests.length === common ? "same" : "extends", common };
  return { relation: common === 0 ? "rewrites" : "rewinds", common };
}

/** User turns among the messages from an index on; messages of a user that follow each other are one turn. */
export function turnsFrom(history: History, index: number): number {
  const turns = history.turns ?? [];
  let count = 0;
  for (let at = index; at < turns.length; at++) if (turns[at] === true && turns[at - 1] !== true) count++;
  return count;
}

function commonPrefix(a: readonly string[], b: readonly string[]): number {
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a[at] === b[at]) at++;
  return at;
}
