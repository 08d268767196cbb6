import type { Conversation, Pin } from "../session/conversation.ts";
import type { Naming, Recognised } from "../session/book.ts";
import type { Ending, Observation, Standing } from "../session/thread.ts";

/** An answer now or later: the owner of a session may be this worker or another. */
export type Soon<T> = T | Promise<T>;

/** Where an exchange stands in its session, and the exchange of its parent agent, if it has one. */
export interface Beginning {
  readonly standing: Standing;
  readonly parentExchange: string;
}

/** One exchange of an agent in a conversation. */
export interface SessionStep {
  readonly session: Recognised;
  /** Empty for the main agent. */
  readonly agent: string;
  /** Agent from which this one came; undefined for the main one. */
  readonly parentAgent: string | undefined;
  readonly pin: Pin;
  readonly seen: Observation;
  /** The request asks for the history to be summarised. */
  readonly compaction: boolean;
}

/** The sessions as a request sees them, whichever worker owns them. */
export interface Sessions {
  recognise(naming: Naming): Soon<Recognised>;
  begin(step: SessionStep): Soon<Beginning>;
  /** Takes back an exchange that the gateway refuses: its session stands as if it had not been asked. */
  withdraw(session: Recognised, agent: string, exchange: string): Soon<void>;
  /**
   * Tells the end of an exchange, before its client can have seen it.
   *
   * @returns the keys by which the conversation's next request may be known.
   */
  end(session: Recognised, agent: string, ending: Ending, reply: string | undefined): Soon<readonly string[]>;
}

/** Asks whoever keeps the records for a conversation that this gateway does not know (any more). */
export interface ConversationLookup {
  /**
   * Answers within its own short limit, or says that it does not know.
   *
   * @param id the conversation's name, or `responseKey` of a stored answer of it.
   */
  find(tenant: string, client: string, id: string): Promise<Conversation | undefined>;
}
