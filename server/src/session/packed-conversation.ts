import type { Conversation, Pin } from "./conversation.ts";
import type { History } from "./history.ts";
import type { Spoken, Watch } from "./invariants/invariant.ts";
import type { Thread } from "./thread.ts";

/** Pins that are kept once for all conversations that share them; a registry has some dozens. */
const MOST_PINS = 4_096;
/** Hex digits of a message's digest. */
const DIGEST = 32;

// Names are half of a conversation's text, and very many texts wait: each value has a place instead. A field that has
// no place, or stands in another one's, does not compile.
const CONVERSATION = ["key", "id", "source", "pin", "threads"] as const;
const THREAD = [
  "turn",
  "epoch",
  "epochReason",
  "lastExchange",
  "lastAt",
  "maxIdleMs",
  "history",
  "model",
  "prefixBytes",
  "compacted",
  "resumed",
  "inToolLoop",
  "compactionAsked",
  "equal",
  "watch",
  "reasoning",
  "answered",
  "base",
  "spawns",
] as const;
const HISTORY = ["count", "chain", "digests", "turns", "bare"] as const;
const WATCH = ["voices", "thinking", "cache", "size", "spawned", "began"] as const;
const SPOKEN = ["system", "at", "tools", "edits", "version", "cleared"] as const;

/** The values of an object in the order of its names; those of `Written` are written in another way. */
type Places<T, Names extends readonly (keyof T)[], Written extends keyof T = never> =
  Exclude<keyof T, Names[number]> extends never
    ? { readonly [Place in keyof Names]: Names[Place] extends Written ? unknown : T[Names[Place]] | undefined }
    : never;

/** Writes conversations as short texts, and reads them again: what comes out is equal to what went in. */
export class ConversationPacker {
  readonly #pins: Pin[] = [];
  readonly #numbers = new Map<string, number>();

  pack({ id, key, source, pin, threads }: Conversation): string {
    const end = `${JSON.stringify(id)}]`;
    const byAgent: unknown[] = [];
    for (const [agent, thread] of Object.entries(threads)) byAgent.push(agent, placesOfThread(thread));
    const places: Places<Conversation, typeof CONVERSATION, "id" | "pin" | "threads"> = [
      key,
      // As a rule it is the end of the key.
      key.endsWith(end) ? key.length - end.length : id,
      source,
      pin === undefined ? undefined : this.#packPin(pin),
      byAgent,
    ];
    return JSON.stringify(places);
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

function placesOfThread(thread: Thread): readonly unknown[] {
  const places: Places<Thread, typeof THREAD, "history" | "watch"> = [
    thread.turn,
    thread.epoch,
    thread.epochReason,
    thread.lastExchange,
    thread.lastAt,
    thread.maxIdleMs,
    placesOfHistory(thread.history),
    thread.model,
    thread.prefixBytes,
    thread.compacted,
    thread.resumed,
    thread.inToolLoop,
    thread.compactionAsked,
    thread.equal,
    thread.watch === undefined ? undefined : placesOfWatch(thread.watch),
    thread.reasoning,
    thread.answered,
    thread.base,
    thread.spawns,
  ];
  return withoutEnd(places);
}

function placesOfHistory({ count, chain, digests, turns, bare }: History): readonly unknown[] {
  const places: Places<History, typeof HISTORY, "digests" | "turns"> = [
    count,
    chain,
    // Digests have all one length, and whether it was a person's turn is a digit.
    digests?.every(({ length }) => length === DIGEST) === true ? digests.join("") : digests,
    turns?.map(Number).join(""),
    bare,
  ];
  return withoutEnd(places);
}

function placesOfWatch({ voices, thinking, cache, size, spawned, began }: Watch): readonly unknown[] {
  const places: Places<Watch, typeof WATCH, "voices"> = [
    voices.map(placesOfVoice),
    thinking,
    cache,
    size,
    spawned,
    began,
  ];
  return withoutEnd(places);
}

function placesOfVoice({ system, at, tools, edits, version, cleared }: Spoken): readonly unknown[] {
  const places: Places<Spoken, typeof SPOKEN> = [system, at, tools, edits, version, cleared];
  return withoutEnd(places);
}

/** What is absent behind the last value that is there needs no place. */
function withoutEnd(places: readonly unknown[]): readonly unknown[] {
  let length = places.length;
  while (length > 0 && places[length - 1] === undefined) length--;
  return length === places.length ? places : places.slice(0, length);
}

function unpackThread(places: readonly unknown[]): Thread {
  const thread = unpacked(THREAD, places);
  const history = unpacked(HISTORY, thread["history"] as readonly unknown[]);
  const { digests, turns } = history;
  if (typeof digests === "string") history["digests"] = digests.match(EACH_DIGEST) ?? [];
  if (typeof turns === "string") history["turns"] = Array.from(turns, (digit) => digit === "1");
  thread["history"] = history;
  if (thread["watch"] !== undefined) thread["watch"] = unpackWatch(thread["watch"] as readonly unknown[]);
  return thread as unknown as Thread;
}

function unpackWatch(places: readonly unknown[]): Record<string, unknown> {
  const watch = unpacked(WATCH, places);
  const voices = watch["voices"] as readonly (readonly unknown[])[];
  return { ...watch, voices: voices.map((voice) => unpacked(SPOKEN, voice)) };
}

const EACH_DIGEST = new RegExp(`[^]{${DIGEST}}`, "g");

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
