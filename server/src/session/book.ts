import { sha256Short } from "../core/digest.ts";
import { Recent } from "../core/recent.ts";
import type { MessageFacts } from "../wire/facts.ts";
import {
  type Conversation,
  answerScope,
  conversationKey,
  itemKey,
  type Pin,
  referencesOf,
  replyKey,
  replyKeysOf,
  responseKey,
  type SessionSource,
} from "./conversation.ts";
import { spawnedBy } from "./spawned.ts";
import { KnownAnswers } from "./known-answers.ts";
import { RecentConversations } from "./recent-conversations.ts";
import { beginExchange, endExchange, type Ending, type Observation, type Standing, type Thread } from "./thread.ts";

/** How a request names its conversation, where it does. */
export interface Naming {
  readonly tenant: string;
  readonly client: string;
  /** `bellwether-session`. */
  readonly header: string | undefined;
  /** The recognised client's own conversation id. */
  readonly conversation: string | undefined;
  readonly messages: readonly MessageFacts[];
  /** The stored answer that the request goes on from. */
  readonly response?: string;
}

/** An answer of ours by which a request may be known, and how its conversation is then recognised. */
export interface AnswerName {
  readonly key: string;
  readonly source: "prefix" | "response";
}

/**
 * The answers by which a nameless request may be known, the most telling first: most requests are known by their
 * first, and nothing is made of the others.
 */
export function* answerNamesOf({ tenant, client, response, messages }: Naming): Iterable<AnswerName> {
  const key = (name: string): string => conversationKey(tenant, client, name);
  if (response !== undefined) {
    yield { key: key(responseKey(response)), source: "response" };
    return;
  }
  for (const reference of referencesOf(messages)) yield { key: key(itemKey(reference)), source: "response" };
  for (const reply of replyKeysOf(answerScope(tenant, client), messages)) yield { key: reply, source: "prefix" };
}

/** The conversation of a request. */
export interface Recognised {
  readonly key: string;
  readonly id: string;
  readonly source: SessionSource;
  /** False where this is the first that is seen of it here. */
  readonly known: boolean;
  readonly pin: Pin | undefined;
  /** The worker that keeps it, where there are several. */
  readonly owner?: number;
}

const NO_KEYS: readonly string[] = [];
/** Items of one answer by which it may be named. */
const MOST_ITEMS = 4;

/** Answers that are remembered for each conversation that may be. */
const REPLIES = 4;

/** Bounds of a book. */
export interface BookLimits {
  /** The last conversations that are certainly remembered; at most a little more than twice as many are. */
  readonly conversations: number;
  /** Agents of one conversation that are remembered. */
  readonly agents: number;
}

/** Exchanges that may yet be withdrawn: they are refused in the moment in which they begin. */
const WITHDRAWABLE = 64;

/**
 * The sessions that one worker owns. What it holds is bounded by its limits: for each message of
 * a remembered history a digest, for each thread some counters.
 */
export class SessionBook {
  readonly #conversations: RecentConversations;
  /** By which of them a nameless request is known again. */
  readonly #replies: KnownAnswers;
  /** What was known of a conversation's threads before an exchange, by the exchange. */
  readonly #before = new Recent<string, Conversation["threads"]>(WITHDRAWABLE);
  readonly #limits: BookLimits;
  readonly #newId: () => string;

  constructor(limits: BookLimits, newId: () => string) {
    this.#limits = limits;
    this.#newId = newId;
    // Ids are random: one that is given to nobody is a secret.
    const seed = Number.parseInt(sha256Short(newId()).slice(0, 8), 16);
    this.#conversations = new RecentConversations(limits.conversations, seed);
    this.#replies = new KnownAnswers(limits.conversations * REPLIES, seed);
  }

  /** Conversations that are remembered now. */
  get size(): number {
    return this.#conversations.size;
  }

  /** Finds the conversation of a request; an unknown or ambiguous one is new. */
  recognise(naming: Naming): Recognised {
    const named = naming.header ?? naming.conversation;
    if (named !== undefined) {
      const key = conversationKey(naming.tenant, naming.client, named);
      const known = this.#conversations.get(key);
      const source = naming.header === undefined ? "client" : "header";
      return { key, id: named, source, known: known !== undefined, pin: known?.pin };
    }
    for (const { key, source } of answerNamesOf(naming)) {
      const of = this.#replies.get(key);
      const known = of === undefined ? undefined : this.#conversations.named(of);
      if (known !== undefined) return { key: known.key, id: known.id, source, known: true, pin: known.pin };
    }
    const id = this.#newId();
    return { key: conversationKey(naming.tenant, naming.client, id), id, source: "new", known: false, pin: undefined };
  }

  /**
   * Takes in what somebody else (control, a former owner) knows of a conversation.
   *
   * @param answer the answer by which it was asked for.
   */
  restore(conversation: Conversation, answer?: AnswerName): void {
    if (!this.#conversations.has(conversation.key)) this.#put(conversation);
    if (answer !== undefined) this.#replies.set(answer.key, this.#conversations.nameOf(conversation.key));
  }

  /** Begins an exchange of an agent in a conversation; the first one sets the pin. */
  begin(session: Recognised, agent: string, pin: Pin, seen: Observation): Standing {
    const known = this.#conversations.get(session.key);
    const before = threadOf(known, agent);
    const spawned = before === undefined && agent !== "" ? spawnedBy(known, seen.messages) : undefined;
    const { thread, standing } = beginExchange(before, seen, spawned);
    this.#before.set(seen.exchange, known?.threads ?? {});
    const threads = { ...known?.threads, [agent]: thread };
    const names = Object.keys(threads);
    const oldest = names.find((name) => name !== agent && name !== "");
    if (names.length > this.#limits.agents && oldest !== undefined) delete threads[oldest];
    this.#put({
      key: session.key,
      id: session.id,
      source: known?.source ?? session.source,
      pin: known?.pin ?? pin,
      threads,
    });
    return standing;
  }

  /**
   * Takes back an exchange that was refused: nothing of it is remembered, but for the pin. One that another
   * request has overtaken, or that is long past, stays.
   */
  withdraw(key: string, agent: string, exchange: string): void {
    const known = this.#conversations.get(key);
    const before = this.#before.get(exchange);
    if (known === undefined || before === undefined || threadOf(known, agent)?.lastExchange !== exchange) return;
    const threads = Object.entries(known.threads).flatMap(([name, thread]): [string, Thread][] => {
      const was = Object.hasOwn(before, name) ? before[name] : undefined;
      if (name === agent) return was === undefined ? [] : [[name, was]];
      // A compaction that was refused summarises nothing.
      const stood = was?.lastExchange === thread.lastExchange;
      return [[name, stood ? { ...thread, compactionAsked: was.compactionAsked } : thread]];
    });
    this.#put({ ...known, threads: Object.fromEntries(threads) });
  }

  /** The exchange from which a sub-agent's exchange came: its parent's latest. */
  latestOf(key: string, agent: string): string {
    return threadOf(this.#conversations.get(key), agent)?.lastExchange ?? "";
  }

  /** Tells every thread of a conversation but one that its history is about to be summarised. */
  compactionAsked(key: string, exceptAgent: string): void {
    const known = this.#conversations.get(key);
    if (known === undefined) return;
    const threads = Object.fromEntries(
      Object.entries(known.threads).map(([name, thread]) => [
        name,
        name === exceptAgent ? thread : { ...thread, compactionAsked: true },
      ]),
    );
    this.#put({ ...known, threads });
  }

  /**
   * Ends an exchange; `reply` is by which its answer is known again, where it came whole.
   *
   * @returns the keys by which the conversation's next request may be known.
   */
  end(key: string, agent: string, ending: Ending, reply: string | undefined): readonly string[] {
    const known = this.#conversations.get(key);
    const thread = threadOf(known, agent);
    if (known === undefined || thread === undefined) return NO_KEYS;
    this.#put({ ...known, threads: { ...known.threads, [agent]: endExchange(thread, ending, reply) } });
    if (!ending.complete) return NO_KEYS;
    const keys = answerKeysOf(known, thread, ending, reply);
    for (const answer of keys) this.#replies.add(answer, this.#conversations.nameOf(key));
    return keys;
  }

  #put(conversation: Conversation): void {
    this.#conversations.set(conversation);
  }
}

/** By which keys an answer that came whole is known again. */
function answerKeysOf(
  { key, source }: Conversation,
  { history: { digests }, lastExchange }: Thread,
  { exchange, response, items = [] }: Ending,
  reply: string | undefined,
): readonly string[] {
  // Conversations that have a name are found by it.
  const nameless = source !== "header" && source !== "client";
  const replied = nameless && lastExchange === exchange && reply !== undefined && digests !== undefined;
  if (!replied && response === undefined) return NO_KEYS;
  const [tenant, client] = JSON.parse(key) as [string, string];
  const replies = replied ? [replyKey(answerScope(tenant, client), digests, reply)] : NO_KEYS;
  // A stored answer may be gone on from whatever its own request was named by.
  const kept = response === undefined ? NO_KEYS : [responseKey(response), ...items.slice(-MOST_ITEMS).map(itemKey)];
  return [...replies, ...kept.map((name) => conversationKey(tenant, client, name))];
}

/** An agent's thread. Callers name agents: a name such as `constructor` is no thread that an object has by itself. */
function threadOf(conversation: Conversation | undefined, agent: string): Thread | undefined {
  return conversation !== undefined && Object.hasOwn(conversation.threads, agent)
    ? conversation.threads[agent]
    : undefined;
}
