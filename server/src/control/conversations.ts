import { Recent } from "../core/recent.ts";
import type { ExchangeRecord } from "../exchange/columns.ts";
import type { ExchangeStore } from "../exchange/store.ts";
import { type Conversation, conversationKey, type Pin, responseKey } from "../session/conversation.ts";
import type { EpochReason, Thread } from "../session/thread.ts";

/** Conversations that are kept at hand, and agents of each. */
const RECENT = 50_000;
const AGENTS = 64;

/** What is kept of one conversation: no record, which may be long, but what is asked for. */
interface Remembered {
  readonly agents: Map<string, { readonly at: number; readonly thread: Thread }>;
  pinned: { readonly at: number; readonly pin: Pin; readonly source: "header" | "client" };
}

/**
 * Rebuilds what is known of a conversation from its records, for a gateway that has forgotten it
 * or never knew it: the pin, the turn and the epoch it had come to.
 */
export class ConversationMemory {
  readonly #store: ExchangeStore;
  readonly #recent = new Recent<string, Remembered>(RECENT);
  /** Conversations by the stored answers that requests may go on from. */
  readonly #answers = new Recent<string, { readonly key: string; readonly id: string }>(RECENT);
  /** To whom each of these answers was given. */
  readonly #tenants = new Recent<string, string>(RECENT);

  constructor(store: ExchangeStore) {
    this.#store = store;
  }

  /** Takes in records as they are shipped. */
  take(records: readonly ExchangeRecord[]): void {
    for (const record of records) {
      // Without a chain the request was refused before it became part of its conversation.
      if (record.session === "" || record.chain_digest === "" || record.operation !== "generate") continue;
      // Before anybody was asked it was refused for what it was: its conversation stands as if it had not been made.
      if (record.outcome === "refused" && record.attempts_count === 0) continue;
      const key = conversationKey(record.tenant, record.client, record.session);
      this.#recent.set(key, remember(this.#recent.get(key), record));
      if (record.format === "openai-responses" && record.response !== "") {
        const answer = conversationKey(record.tenant, record.client, responseKey(record.response));
        if (this.#tenants.get(record.response) === undefined) this.#tenants.set(record.response, record.tenant);
        this.#answers.set(answer, { key, id: record.session });
      }
    }
  }

  /**
   * What the records say of a conversation; undefined when there are none.
   *
   * @param named its id, or `responseKey` of a stored answer of it.
   */
  async find(tenant: string, client: string, named: string): Promise<Conversation | undefined> {
    const asked = conversationKey(tenant, client, named);
    const { key, id } = this.#answers.get(asked) ?? { key: asked, id: named };
    const known = this.#recent.get(key) ?? (await this.#stored(tenant, client, id));
    if (known === undefined) return undefined;
    const { pin, source } = known.pinned;
    const threads = Object.fromEntries([...known.agents].map(([agent, { thread }]) => [agent, thread]));
    return { key, id, source, pin, threads };
  }

  /** The tenant to which an answer, or a conversation that a provider keeps, was given; undefined where no record names it. */
  async tenantOf(answer: string): Promise<string | undefined> {
    return this.#tenants.get(answer) ?? this.#store.tenantOfAnswer(answer);
  }

  async #stored(tenant: string, client: string, id: string): Promise<Remembered | undefined> {
    const record = await this.#store.lastOfSession(tenant, client, id);
    return record === undefined ? undefined : remember(undefined, record);
  }
}

/** Takes a record in, unless a later one of its agent is known: records come in the order of their ends. */
function remember(before: Remembered | undefined, record: ExchangeRecord): Remembered {
  const at = record.received_at ?? 0;
  const source = record.session_source === "header" ? "header" : "client";
  const pinned = { at, pin: pinOf(record), source } as const;
  const known = before ?? { agents: new Map(), pinned };
  if (known.pinned.at <= at) known.pinned = pinned;
  const { agents } = known;
  if ((agents.get(record.agent)?.at ?? 0) <= at) {
    agents.delete(record.agent);
    agents.set(record.agent, { at, thread: threadOf(record) });
  }
  const oldest = agents.keys().next().value;
  if (agents.size > AGENTS && oldest !== undefined) agents.delete(oldest);
  return known;
}

function pinOf(record: ExchangeRecord): Pin {
  return {
    surface: record.surface,
    version: record.version,
    digest: record.contract_digest,
    channel: record.channel,
    chosenBy: record.chosen_by,
    kind: record.pin === "assumed" ? "assumed" : "first",
    ...(record.choice === "" ? {} : { choice: record.choice }),
  };
}

function threadOf(record: ExchangeRecord): Thread {
  return {
    turn: record.turn,
    epoch: record.epoch,
    epochReason: record.epoch_reason as EpochReason,
    lastExchange: record.exchange,
    lastAt: record.ended_at ?? record.received_at ?? 0,
    maxIdleMs: record.max_idle_ms ?? 0,
    history: { count: record.messages_count, chain: record.chain_digest },
    model: record.model_requested,
    prefixBytes: "",
    compacted: record.compacted,
    resumed: record.resumed,
    reasoning: [],
    equal: [],
    inToolLoop: record.tool_calls.length > 0,
    compactionAsked: false,
    ...(record.format === "openai-responses" && record.response !== "" ? { answered: record.response } : {}),
  };
}
