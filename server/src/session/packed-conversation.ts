import type { Conversation, Pin } from "./conversation.ts";
import type { History } from "./history.ts";
import type { Thread } from "./thread.ts";

/** Pins that are kept once for all conversations that share them; a registry has some dozens. */
const MOST_PINS = 4_096;
/** Hex digits of a message's digest. */
const DIGEST = 32;

type Order<T> = { readonly [Name in keyof Required<T>]: number };

// Names are half of a conversation's text, and very many texts wait: each value has a place instead. A field that
// has none does not compile.
const CONVERSATION = namesOf<Conversation>({ key: 0, id: 1, source: 2, pin: 3, threads: 4 });
const THREAD = namesOf<Thread>({
  turn: 0,
  epoch: 1,
  epochReason: 2,
  lastExchange: 3,
  lastAt: 4,
  maxIdleMs: 5,
  history: 6,
  model: 7,
  prefixBytes: 8,
  compacted: 9,
  resumed: 10,
  inToolLoop: 11,
  compactionAsked: 12,
  equal: 13,
  watch: 14,
  reasoning: 15,
  answered: 16,
  base: 17,
  spawns: 18,
});
const HISTORY = namesOf<History>({ count: 0, chain: 1, digests: 2, turns: 3, bare: 4 });

function namesOf<T>(order: Order<T>): readonly (keyof T & string)[] {
  return Object.keys(order) as (keyof T & string)[];
}

/** Writes conversations as short texts, and reads them again: what comes out is equal to what went in. */
export class ConversationPacker {
  readonly #pins: Pin[] = [];
  readonly #numbers = new Map<string, number>();

  pack(conversation: Conversation): string {
    const { id, key, pin, threads } = conversation;
    const end = `${JSON.stringify(id)}]`;
    const members: Readonly<Record<keyof Conversation, unknown>> = {
      ...conversation,
      // As a rule it is the end of the key.
      id: key.endsWith(end) ? key.length - end.length : id,
      pin: pin === undefined ? undefined : this.#packPin(pin),
      threads: Object.entries(threads).flatMap(([agent, thread]) => [agent, packThread(thread)]),
    };
    return JSON.stringify(packed(CONVERSATION, members));
  }

  unpack(text: string): Conversation {
    const members = unpacked(CONVERSATION, JSON.parse(text) as readonly unknown[]);
    const { key, id, pin, threads } = members as { key: string; id: unknown; pin: unknown; threads: unknown[] };
    const byAgent: Record<string, Thread> = {};
    for (let at = 0; at < threads.length; at += 2)
      define(byAgent, threads[at] as string, unpackThread(threads[at + 1] as readonly unknown[]));
    return {
      ...members,
      id: typeof id === "number" ? (JSON.parse(key.slice(id, -1)) as string) : id,
      pin: typeof pin === "number" ? this.#pins[pin] : pin,
      threads: byAgent,
    } as unknown as Conversation;
  }

  #packPin(pin: Pin): Pin | number {
    const text = JSON.stringify(pin);
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    if (this.#pins.length >= MOST_PINS) return pin;
    this.#numbers.set(text, this.#pins.length);
    return this.#pins.push(pin) - 1;
  }
}

function packThread(thread: Thread): readonly unknown[] {
  const { history } = thread;
  const { digests, turns } = history;
  // Digests have all one length, and whether it was a person's turn is a digit.
  const members = {
    ...history,
    digests: digests?.every(({ length }) => length === DIGEST) === true ? digests.join("") : digests,
    turns: turns?.map(Number).join(""),
  };
  return packed(THREAD, { ...thread, history: packed(HISTORY, members) });
}

function unpackThread(places: readonly unknown[]): Thread {
  const thread = unpacked(THREAD, places);
  const history = unpacked(HISTORY, thread["history"] as readonly unknown[]);
  const { digests, turns } = history;
  if (typeof digests === "string") history["digests"] = digests.match(EACH_DIGEST) ?? [];
  if (typeof turns === "string") history["turns"] = Array.from(turns, (digit) => digit === "1");
  return { ...thread, history } as unknown as Thread;
}

const EACH_DIGEST = new RegExp(`[^]{${DIGEST}}`, "g");

function packed(names: readonly string[], members: object): readonly unknown[] {
  const values = names.map((name) => (members as Record<string, unknown>)[name]);
  while (values.length > 0 && values.at(-1) === undefined) values.pop();
  return values;
}

/** What was undefined is absent. */
function unpacked(names: readonly string[], values: readonly unknown[]): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  for (const [place, value] of values.entries()) if (value !== null) members[names[place] ?? ""] = value;
  return members;
}

/** Callers name agents: a name such as `__proto__` is one like any other. */
function define(threads: Record<string, Thread>, agent: string, value: Thread): void {
  Object.defineProperty(threads, agent, { value, enumerable: true, configurable: true, writable: true });
}
