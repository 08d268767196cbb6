import type { ExchangeRecord } from "../exchange/columns.ts";
import type { ExchangeStore } from "../exchange/store.ts";
import { type Conversation, conversationKey } from "../session/conversation.ts";
import type { EpochReason } from "../session/thread.ts";

/** Conversations whose latest record is kept at hand. */
const RECENT = 50_000;

/**
 * Rebuilds what is known of a conversation from its records, for a gateway that has forgotten it
 * or never knew it: the pin, the turn and the epoch it had come to.
 */
export class ConversationMemory {
  readonly #store: ExchangeStore;
  readonly #recent = new Map<string, Map<string, ExchangeRecord>>();

  constructor(store: ExchangeStore) {
    this.#store = store;
  }

  /** Takes in records as they are shipped. */
  take(records: readonly ExchangeRecord[]): void {
    for (const record of records) {
      if (record.session === "" || record.surface === "" || record.operation !== "generate") continue;
      const key = conversationKey(record.tenant, record.client, record.session);
      const agents = this.#recent.get(key) ?? new Map<string, ExchangeRecord>();
      const known = agents.get(record.agent);
      if (known === undefined || (known.received_at ?? 0) <= (record.received_at ?? 0))
        agents.set(record.agent, record);
      this.#recent.delete(key);
      this.#recent.set(key, agents);
    }
    for (const oldest of this.#recent.keys()) {
      if (this.#recent.size <= RECENT) break;
      this.#recent.delete(oldest);
    }
  }

  /** What the records say of a conversation; undefined when there are none. */
  async find(tenant: string, client: string, id: string): Promise<Conversation | undefined> {
    const key = conversationKey(tenant, client, id);
    const recent = this.#recent.get(key);
    const records = recent === undefined ? [await this.#store.lastOfSession(tenant, client, id)] : [...recent.values()];
    const known = records.filter((record) => record !== undefined);
    const latest = known.at(-1);
    if (latest === undefined) return undefined;
    return {
      key,
      id,
      source: latest.session_source === "header" ? "header" : "client",
      pin: {
        surface: latest.surface,
        version: latest.version,
        digest: latest.contract_digest,
        channel: latest.channel,
        chosenBy: latest.chosen_by,
        kind: latest.pin === "assumed" ? "assumed" : "first",
      },
      threads: Object.fromEntries(known.map((record) => [record.agent, threadOf(record)])),
    };
  }
}

function threadOf(record: ExchangeRecord): Conversation["threads"][string] {
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
    inToolLoop: record.tool_calls.length > 0,
    compactionAsked: false,
  };
}
