import { conversationKey } from "../session/conversation.ts";
import { type Directory, directoryWorker } from "../session/directory.ts";
import { answerNamesOf, type Naming, type Recognised } from "../session/book.ts";
import type { Ending } from "../session/thread.ts";
import type { MessageFacts } from "../wire/facts.ts";
import type { Beginning, Sessions, SessionStep } from "./sessions.ts";

/** What one worker asks another; the other side answers with `answerPeer`. */
export type PeerQuestion =
  | { readonly ask: "claim"; readonly key: string; readonly asker: number }
  | { readonly ask: "find"; readonly key: string }
  | { readonly ask: "set" | "note"; readonly key: string; readonly owner: number }
  | { readonly ask: "recognise"; readonly naming: Naming }
  | { readonly ask: "begin"; readonly step: SessionStep }
  | { readonly ask: "withdraw"; readonly session: Recognised; readonly agent: string; readonly exchange: string }
  | {
      readonly ask: "end";
      readonly session: Recognised;
      readonly agent: string;
      readonly ending: Ending;
      readonly reply: string | undefined;
    };

/** Asks another worker. Rejects when it does not answer. */
export type AskPeer = (worker: number, question: PeerQuestion) => Promise<unknown>;

/** What a worker needs to share sessions with others. */
export interface SharedSessionsOptions {
  readonly worker: number;
  readonly workers: number;
  /** The sessions that this worker owns. */
  readonly own: Sessions;
  /** The directory entries that this worker keeps. */
  readonly directory: Directory;
  readonly ask: AskPeer;
  readonly report: (what: string, error: unknown) => void;
}

/**
 * Sessions over several workers of one node: each has one owner, the first worker that saw it. A
 * connection of the same conversation that the kernel gave to another worker costs two questions
 * over a local socket.
 *
 * Where an owner is gone, whoever asks takes the session over, with what control knows of it.
 */
export class SharedSessions implements Sessions {
  readonly #options: SharedSessionsOptions;

  constructor(options: SharedSessionsOptions) {
    this.#options = options;
  }

  async recognise(naming: Naming): Promise<Recognised> {
    const named = naming.header ?? naming.conversation;
    if (named !== undefined)
      return this.#recogniseAt(await this.#claim(conversationKey(naming.tenant, naming.client, named)), naming);
    for (const { key, source } of answerNamesOf(naming)) {
      const owner = await this.#tell(key, { ask: "find", key });
      if (typeof owner !== "number") continue;
      const found = await this.#recogniseAt(owner, naming);
      if (found.source === source) return found;
    }
    return this.#recogniseAt(this.#options.worker, naming);
  }

  async begin(step: SessionStep): Promise<Beginning> {
    const owner = step.session.owner ?? this.#options.worker;
    if (owner === this.#options.worker) return this.#options.own.begin(step);
    try {
      return (await this.#options.ask(owner, {
        ask: "begin",
        step: { ...step, seen: { ...step.seen, messages: step.seen.messages.map(light) } },
      })) as Beginning;
    } catch (error) {
      this.#options.report(`worker ${owner} does not answer for its session; it is taken over`, error);
      await this.#takeOver(step.session.key);
      return this.#options.own.begin({ ...step, session: { ...step.session, owner: this.#options.worker } });
    }
  }

  async withdraw(session: Recognised, agent: string, exchange: string): Promise<void> {
    const { worker, own, ask, report } = this.#options;
    const owner = session.owner ?? worker;
    if (owner === worker) return own.withdraw(session, agent, exchange);
    await ask(owner, { ask: "withdraw", session, agent, exchange }).catch((error: unknown) => {
      report(`worker ${owner} could not be told that an exchange was refused; its session goes on from it`, error);
    });
  }

  async end(session: Recognised, agent: string, ending: Ending, reply: string | undefined): Promise<readonly string[]> {
    const { worker, own, ask, report } = this.#options;
    const owner = session.owner ?? worker;
    const keys =
      owner === worker
        ? await own.end(session, agent, ending, reply)
        : await ask(owner, { ask: "end", session, agent, ending, reply }).catch((error: unknown) => {
            report(`worker ${owner} could not be told of the end of an exchange`, error);
          });
    if (!Array.isArray(keys)) return [];
    const known = keys as readonly string[];
    // Before the client has seen the answer, so that its next request finds the owner.
    await Promise.all(known.map((key) => this.#tell(key, { ask: "note", key, owner })));
    return known;
  }

  async #recogniseAt(owner: number, naming: Naming): Promise<Recognised> {
    if (owner === this.#options.worker) return { ...(await this.#options.own.recognise(naming)), owner };
    try {
      const found = (await this.#options.ask(owner, {
        ask: "recognise",
        naming: { ...naming, messages: naming.messages.map(light) },
      })) as Recognised;
      return { ...found, owner };
    } catch (error) {
      this.#options.report(`worker ${owner} does not answer for its session; it is taken over`, error);
      const found = await this.#options.own.recognise(naming);
      await this.#takeOver(found.key);
      return { ...found, owner: this.#options.worker };
    }
  }

  async #claim(key: string): Promise<number> {
    const { worker } = this.#options;
    const owner = await this.#tell(key, { ask: "claim", key, asker: worker });
    return typeof owner === "number" ? owner : worker;
  }

  async #takeOver(key: string): Promise<void> {
    await this.#tell(key, { ask: "set", key, owner: this.#options.worker });
  }

  /** Asks the worker that keeps a key's directory entry; one that is gone knows nothing. */
  async #tell(key: string, question: PeerQuestion): Promise<unknown> {
    const keeper = directoryWorker(key, this.#options.workers);
    if (keeper === this.#options.worker) return answerPeer(this.#options, question);
    return this.#options.ask(keeper, question).catch(() => undefined);
  }
}

/** Answers a question of another worker. */
export async function answerPeer(
  { own, directory }: Pick<SharedSessionsOptions, "own" | "directory">,
  question: PeerQuestion,
): Promise<unknown> {
  switch (question.ask) {
    case "claim":
      return directory.claim(question.key, question.asker);
    case "find":
      return directory.find(question.key) ?? null;
    case "set":
      directory.set(question.key, question.owner);
      return null;
    case "note":
      directory.note(question.key, question.owner);
      return null;
    case "recognise":
      return own.recognise(question.naming);
    case "begin":
      return own.begin(question.step);
    case "withdraw":
      await own.withdraw(question.session, question.agent, question.exchange);
      return null;
    case "end":
      return own.end(question.session, question.agent, question.ending, question.reply);
  }
}

/** A message without what sessions do not look at: it goes over a socket. */
function light({ role, digest, turn, reasoning, reply, reference, truncated }: MessageFacts): MessageFacts {
  return {
    role,
    digest,
    turn,
    reasoning,
    toolCalls: [],
    bytes: 0,
    skeleton: "",
    ...(reply === undefined ? {} : { reply }),
    ...(reference === undefined ? {} : { reference }),
    ...(truncated === undefined ? {} : { truncated }),
  };
}
