import { describe, expect, test } from "bun:test";
import { SessionBook } from "../session/book.ts";
import { Directory } from "../session/directory.ts";
import type { Naming, Recognised } from "../session/book.ts";
import type { Ending } from "../session/thread.ts";
import { LocalSessions } from "./local-sessions.ts";
import type { Sessions, SessionStep, Soon, Beginning } from "./sessions.ts";
import { describeSessions } from "./sessions-suite.ts";
import { answerPeer, type AskPeer, SharedSessions } from "./shared-sessions.ts";

const WORKERS = 3;

function localSessions(prefix = ""): LocalSessions {
  let made = 0;
  return new LocalSessions(
    new SessionBook({ conversations: 100, agents: 8 }, () => `${prefix}id-${++made}`),
    undefined,
  );
}

/** Several workers that share sessions; what they ask each other goes through JSON, as over a socket. */
function workers(gone: ReadonlySet<number> = new Set()): SharedSessions[] {
  const parts = Array.from({ length: WORKERS }, (_, worker) => ({
    own: localSessions(`w${worker}-`),
    directory: new Directory(100),
  }));
  const ask: AskPeer = async (worker, question) => {
    const part = parts[worker];
    if (part === undefined || gone.has(worker)) throw new Error(`worker ${worker} is gone`);
    const answer = await answerPeer(part, JSON.parse(JSON.stringify(question)) as typeof question);
    return JSON.parse(JSON.stringify(answer ?? null)) as unknown;
  };
  return parts.map(
    (part, worker) => new SharedSessions({ ...part, worker, workers: WORKERS, ask, report: () => undefined }),
  );
}

/** Gives each request to the next worker, as connections that come and go do. */
class Rotating implements Sessions {
  readonly #workers: readonly Sessions[];
  readonly #serving = new Map<string, Sessions>();
  #next = 0;

  constructor(workers: readonly Sessions[]) {
    this.#workers = workers;
  }

  async recognise(naming: Naming): Promise<Recognised> {
    const worker = this.#workers[this.#next++ % this.#workers.length] as Sessions;
    const session = await worker.recognise(naming);
    this.#serving.set(session.key, worker);
    return session;
  }

  begin(step: SessionStep): Soon<Beginning> {
    return (this.#serving.get(step.session.key) as Sessions).begin(step);
  }

  withdraw(session: Recognised, agent: string, exchange: string): Soon<void> {
    return (this.#serving.get(session.key) as Sessions).withdraw(session, agent, exchange);
  }

  end(session: Recognised, agent: string, ending: Ending, reply: string | undefined): Soon<readonly string[]> {
    return (this.#serving.get(session.key) as Sessions).end(session, agent, ending, reply);
  }
}

describeSessions("of one worker", () => localSessions());
describeSessions("shared by three workers, each request at another", () => new Rotating(workers()));

describe("an owner that is gone", () => {
  test("is replaced by the worker that asks", async () => {
    const gone = new Set<number>();
    const [first, second] = workers(gone) as [SharedSessions, SharedSessions];
    const naming: Naming = { tenant: "t", client: "c", header: "a", conversation: undefined, messages: [] };
    expect((await first.recognise(naming)).owner).toBe(0);
    expect((await second.recognise(naming)).owner).toBe(0);
    gone.add(0);
    const taken = await second.recognise(naming);
    expect([taken.owner, taken.known]).toEqual([1, false]);
  });
});
