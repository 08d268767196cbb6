import { answerNamesOf, type Naming, type Recognised, type SessionBook } from "../session/book.ts";
import { responseKey } from "../session/conversation.ts";
import type { Ending } from "../session/thread.ts";
import type { Beginning, ConversationLookup, Sessions, SessionStep, Soon } from "./sessions.ts";

/** Sessions that this worker owns: at hand, without a promise, unless one has to be looked up. */
export class LocalSessions implements Sessions {
  readonly #book: SessionBook;
  readonly #lookup: ConversationLookup | undefined;

  constructor(book: SessionBook, lookup: ConversationLookup | undefined) {
    this.#book = book;
    this.#lookup = lookup;
  }

  recognise(naming: Naming): Soon<Recognised> {
    const found = this.#book.recognise(naming);
    if (found.known || this.#lookup === undefined) return found;
    const goesOn = found.source === "new" && naming.response !== undefined;
    const underWay = found.source !== "new" && naming.messages.some(({ role }) => role === "assistant");
    return goesOn || underWay ? this.#lookUp(this.#lookup, naming, found) : found;
  }

  begin(step: SessionStep): Beginning {
    const { session, agent } = step;
    const parentExchange = step.parentAgent === undefined ? "" : this.#book.latestOf(session.key, step.parentAgent);
    const standing = this.#book.begin(session, agent, step.pin, step.seen);
    if (step.compaction) this.#book.compactionAsked(session.key, agent);
    return { standing, parentExchange };
  }

  withdraw(session: Recognised, agent: string, exchange: string): void {
    this.#book.withdraw(session.key, agent, exchange);
  }

  end(session: Recognised, agent: string, ending: Ending, reply: string | undefined): readonly string[] {
    return this.#book.end(session.key, agent, ending, reply);
  }

  async #lookUp(lookup: ConversationLookup, naming: Naming, found: Recognised): Promise<Recognised> {
    const { tenant, client, response } = naming;
    const byAnswer = found.source === "new" && response !== undefined;
    const conversation = await lookup.find(tenant, client, byAnswer ? responseKey(response) : found.id);
    if (conversation === undefined) return found;
    const [answer] = byAnswer ? answerNamesOf(naming) : [];
    this.#book.restore(conversation, answer);
    return this.#book.recognise(naming);
  }
}
