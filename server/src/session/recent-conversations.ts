import { sha256Short } from "../core/digest.ts";
import { Recent } from "../core/recent.ts";
import type { Conversation } from "./conversation.ts";
import { ConversationPacker } from "./packed-conversation.ts";
import { WaitingTexts } from "./waiting-texts.ts";

/** Conversations that are kept as they are, at most, and as a share of all; those behind them wait as text until they go on. */
const AT_HAND = { most: 256, share: 1 / 8 };
/** Keys whose names are remembered: an exchange asks for its own several times. */
const NAMES = 512;

/**
 * Remembers the conversations that were used lately.
 *
 * Most conversations wait for minutes, or for ever. As objects each would be some forty values of
 * its own, spread between those that come and go: the heap would have many times their size in
 * gaps, and every collection would walk them all. As bytes they are nothing to it.
 */
export class RecentConversations {
  readonly #atHand: Recent<string, Conversation>;
  readonly #waiting: WaitingTexts;
  readonly #packer = new ConversationPacker();
  readonly #names = new Recent<string, string>(NAMES);

  /**
   * @param limit the last conversations that are certainly remembered; at most a quarter more than twice as many are.
   * @param seed of its tables.
   */
  constructor(limit: number, seed: number) {
    this.#waiting = new WaitingTexts(limit, seed);
    const atHand = Math.min(AT_HAND.most, Math.ceil(limit * AT_HAND.share));
    this.#atHand = new Recent(atHand, undefined, (name, conversation) =>
      this.#waiting.put(name, this.#packer.pack(conversation)),
    );
  }

  /** Conversations that are remembered now. */
  get size(): number {
    return this.#atHand.size + this.#waiting.size;
  }

  /** By which a conversation is remembered here, however long its key is: a digest of 128 bits in hex. */
  nameOf(key: string): string {
    let name = this.#names.get(key);
    if (name === undefined) {
      name = sha256Short(key);
      this.#names.set(key, name);
    }
    return name;
  }

  /** The conversation of a key, which counts as a use of it. */
  get(key: string): Conversation | undefined {
    return this.named(this.nameOf(key));
  }

  /** The conversation of a name, which counts as a use of it. */
  named(name: string): Conversation | undefined {
    const atHand = this.#atHand.get(name);
    if (atHand !== undefined) return atHand;
    const text = this.#waiting.take(name);
    if (text === undefined) return undefined;
    const conversation = this.#packer.unpack(text);
    this.#atHand.set(name, conversation);
    return conversation;
  }

  has(key: string): boolean {
    const name = this.nameOf(key);
    return this.#atHand.has(name) || this.#waiting.has(name);
  }

  /** Remembers a conversation as it is now, in place of what it was. */
  set(conversation: Conversation): void {
    this.#atHand.set(this.nameOf(conversation.key), conversation);
  }
}
