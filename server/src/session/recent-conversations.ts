import { Recent } from "../core/recent.ts";
import type { Conversation } from "./conversation.ts";

/** Conversations that are kept as they are, at most, and as a share of all; those behind them wait as text until they go on. */
const AT_HAND = { most: 256, share: 1 / 8 };

/**
 * Remembers the conversations that were used lately.
 *
 * Most conversations wait for minutes, or for ever. As objects each would be some forty values of
 * its own, spread between those that come and go: the heap would have many times their size in
 * gaps, and every collection would walk them all. One text is one value.
 */
export class RecentConversations {
  readonly #atHand: Recent<string, Conversation>;
  readonly #waiting: Recent<string, string>;

  /** @param limit the last conversations that are certainly remembered; at most a quarter more than twice as many are. */
  constructor(limit: number) {
    this.#waiting = new Recent(limit);
    const atHand = Math.min(AT_HAND.most, Math.ceil(limit * AT_HAND.share));
    this.#atHand = new Recent(atHand, undefined, (key, conversation) =>
      this.#waiting.set(key, JSON.stringify(conversation)),
    );
  }

  /** Conversations that are remembered now. */
  get size(): number {
    let size = this.#waiting.size;
    for (const key of this.#atHand.keys()) if (!this.#waiting.has(key)) size++;
    return size;
  }

  /** The conversation of a key, which counts as a use of it. */
  get(key: string): Conversation | undefined {
    const atHand = this.#atHand.get(key);
    if (atHand !== undefined) return atHand;
    const text = this.#waiting.get(key);
    if (text === undefined) return undefined;
    const conversation = JSON.parse(text) as Conversation;
    this.#atHand.set(key, conversation);
    return conversation;
  }

  has(key: string): boolean {
    return this.#atHand.has(key) || this.#waiting.has(key);
  }

  /** Remembers a conversation as it is now, in place of what it was. */
  set(conversation: Conversation): void {
    this.#atHand.set(conversation.key, conversation);
  }
}
