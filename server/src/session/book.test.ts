import { describe, expect, test } from "bun:test";
import { sha256Short } from "../core/digest.ts";
import type { MessageFacts } from "../wire/facts.ts";
import { type BookLimits, type Naming, type Recognised, SessionBook } from "./book.ts";
import { agentByRole, conversationKey, type Pin, replyKeysOf } from "./conversation.ts";
import { Directory, directoryWorker } from "./directory.ts";

const PIN: Pin = {
  surface: "s",
  version: "1.0.0",
  digest: "sha256:a",
  channel: "stable",
  chosenBy: "only",
  kind: "first",
};

const user = (text: string): MessageFacts => ({
  role: "user",
  digest: sha256Short(`u${text}`),
  turn: true,
  reasoning: [],
  toolCalls: [],
  bytes: 1,
  skeleton: "{}",
});
const assistant = (text: string): MessageFacts => ({
  ...user(text),
  role: "assistant",
  digest: sha256Short(`a${text}`),
  turn: false,
  reply: `reply-${text}`,
});

/** A worker's book, and what happens in it. */
class Desk {
  readonly book: SessionBook;
  #ids = 0;
  #exchanges = 0;

  constructor(limits: Partial<BookLimits> = {}) {
    this.book = new SessionBook({ conversations: 100, agents: 4, ...limits }, () => `id${++this.#ids}`);
  }

  find(messages: readonly MessageFacts[], parts: Partial<Naming> = {}): Recognised {
    return this.book.recognise({
      tenant: "t",
      client: "c",
      header: undefined,
      conversation: undefined,
      messages,
      ...parts,
    });
  }

  /** One exchange with its answer; an answer of undefined did not come whole. */
  exchange(
    messages: readonly MessageFacts[],
    answer?: string,
    parts: Partial<Naming> = {},
    agent = "",
    pin = PIN,
  ): Recognised {
    const session = this.find(messages, parts);
    const exchange = `e${++this.#exchanges}`;
    this.book.begin(session, agent, pin, { exchange, at: this.#exchanges, model: "m", messages, prefixBytes: "p" });
    const ending = { exchange, at: this.#exchanges, complete: answer !== undefined, reasoning: [], callsTools: false };
    this.book.end(session.key, agent, ending, answer === undefined ? undefined : `reply-${answer}`);
    return session;
  }
}

describe("the conversation of a request", () => {
  test("is the one that its header names, before the one that its client names", () => {
    const desk = new Desk();
    const named = desk.exchange([user("1")], "x", { header: "h", conversation: "c1" });
    expect(named).toMatchObject({ id: "h", source: "header", known: false });
    expect(desk.find([], { header: "h" })).toMatchObject({ key: named.key, known: true, pin: PIN });
    expect(desk.find([], { conversation: "c1" })).toMatchObject({ id: "c1", source: "client", known: false });
  });

  test("is never that of another tenant or client with the same name", () => {
    const desk = new Desk();
    desk.exchange([user("1")], "x", { header: "h" });
    expect(desk.find([], { header: "h", tenant: "other" }).known).toBe(false);
    expect(desk.find([], { header: "h", client: "other" }).known).toBe(false);
    expect(conversationKey("a", "b,c", "d")).not.toBe(conversationKey("a,b", "c", "d"));
  });

  test("without a name is the one that gave the answers in its history", () => {
    const desk = new Desk();
    const first = desk.exchange([user("1")], "2");
    const history = [user("1"), assistant("2"), user("3")];
    expect(desk.find(history)).toMatchObject({ key: first.key, source: "prefix", known: true, pin: PIN });
    desk.exchange(history, "4");
    expect(desk.find([...history, assistant("4"), user("5")]).key).toBe(first.key);
  });

  test("without a name is found behind answers that were cut, or rewound", () => {
    const desk = new Desk();
    const first = desk.exchange([user("1")], "2");
    const history = [user("1"), assistant("2"), user("3")];
    desk.exchange(history);
    expect(desk.find([...history, assistant("unknown"), user("4")]).key).toBe(first.key);
  });

  test("is new where nothing in it was said here", () => {
    const desk = new Desk();
    desk.exchange([user("1")], "2");
    for (const messages of [
      [user("1")],
      [user("1"), user("2")],
      [user("1"), assistant("feigned"), user("3")],
      [user("other"), assistant("2"), user("3")],
      [],
    ])
      expect(desk.find(messages)).toMatchObject({ source: "new", known: false });
  });

  test("is new where two conversations gave the same answer to the same history", () => {
    const desk = new Desk();
    const first = desk.exchange([user("hi")], "hello");
    const second = desk.exchange([user("hi")], "hello");
    expect(second.key).not.toBe(first.key);
    const third = desk.exchange([user("hi"), assistant("hello"), user("go on")], "fine");
    expect([first.key, second.key]).not.toContain(third.key);
    expect(third.known).toBe(false);
    const fourth = desk.find([user("hi"), assistant("hello"), user("go on"), assistant("fine"), user("x")]);
    expect(fourth.key).toBe(third.key);
  });

  test("is not found by an answer that did not come whole", () => {
    const desk = new Desk();
    desk.exchange([user("1")]);
    expect(desk.find([user("1"), assistant("2"), user("3")]).source).toBe("new");
  });

  test("with a name is not found by its answers", () => {
    const desk = new Desk();
    desk.exchange([user("1")], "2", { header: "h" });
    expect(desk.find([user("1"), assistant("2"), user("3")]).source).toBe("new");
  });
});

describe("a conversation", () => {
  test("keeps the pin of its first exchange", () => {
    const desk = new Desk();
    desk.exchange([user("1")], "2", { header: "h" });
    desk.exchange([user("1")], "2", { header: "h" }, "", { ...PIN, version: "2.0.0" });
    expect(desk.find([], { header: "h" }).pin?.version).toBe("1.0.0");
  });

  test("is taken from whoever knew it before, but never over what is known here", () => {
    const desk = new Desk();
    const key = conversationKey("t", "c", "h");
    desk.book.restore({ key, id: "h", source: "header", pin: { ...PIN, version: "0.9.0" }, threads: {} });
    expect(desk.find([], { header: "h" })).toMatchObject({ known: true, pin: { version: "0.9.0" } });
    desk.book.restore({ key, id: "h", source: "header", pin: PIN, threads: {} });
    expect(desk.find([], { header: "h" }).pin?.version).toBe("0.9.0");
  });

  test("tells which exchange of its parent a sub-agent came from, under any name", () => {
    const desk = new Desk();
    const session = desk.exchange([user("1")], "2", { header: "h" });
    expect(desk.book.latestOf(session.key, "")).toBe("e1");
    for (const name of ["nobody", "constructor", "__proto__", "hasOwnProperty"])
      expect(desk.book.latestOf(session.key, name)).toBe("");
    desk.exchange([user("1")], "2", { header: "h" }, "__proto__");
    expect(desk.book.latestOf(session.key, "__proto__")).toBe("e2");
  });

  test("is told of a compaction in every thread but the one that asked", () => {
    const desk = new Desk();
    const session = desk.exchange([user("1")], "2", { header: "h" });
    desk.book.compactionAsked(session.key, "");
    const again = { exchange: "x", at: 9, model: "m", prefixBytes: "p" };
    expect(desk.book.begin(session, "", PIN, { ...again, messages: [user("a"), user("b")] }).epochReason).toBe(
      "rewrite",
    );
    desk.book.compactionAsked(session.key, "compaction");
    const longer = [user("x"), user("y"), user("z")];
    expect(desk.book.begin(session, "", PIN, { ...again, messages: longer }).epochReason).toBe("compaction");
  });
});

describe("what a book remembers", () => {
  test("is bounded, and the longest unused conversations go first", () => {
    const desk = new Desk({ conversations: 3 });
    const names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
    for (const header of names) {
      desk.exchange([user("1")], "2", { header: "a" });
      if (header !== "a") desk.exchange([user("1")], "2", { header });
    }
    expect(desk.book.size).toBeLessThanOrEqual(8);
    const known = (header: string): boolean => desk.find([], { header }).known;
    expect(["a", "i", "j", "b", "c"].map(known)).toEqual([true, true, true, false, false]);
  });

  test("has so many agents of a conversation, and always the main one", () => {
    const desk = new Desk({ agents: 3 });
    let session = desk.exchange([user("1")], "2", { header: "h" });
    for (const agent of ["a", "b", "c", "d"]) session = desk.exchange([user("1")], "2", { header: "h" }, agent);
    const latest = ["", "a", "b", "c", "d"].map((agent) => desk.book.latestOf(session.key, agent) !== "");
    expect(latest).toEqual([true, false, false, true, true]);
  });

  test("of a conversation that was forgotten leads nowhere", () => {
    const desk = new Desk({ conversations: 1 });
    desk.exchange([user("1")], "2");
    for (const said of ["7", "8", "9"]) desk.exchange([user(said)], "2");
    expect(desk.find([user("1"), assistant("2"), user("3")]).source).toBe("new");
  });

  test("of an exchange that ended after its conversation was forgotten is nothing", () => {
    const desk = new Desk();
    const ending = { exchange: "e", at: 1, complete: true, reasoning: [], callsTools: false };
    expect(desk.book.end(conversationKey("t", "c", "gone"), "", ending, "r")).toEqual([]);
    expect(desk.book.size).toBe(0);
  });
});

describe("an agent without a name", () => {
  test("is told by its role and the first thing that was said to it", () => {
    const first = agentByRole("title", [assistant("x"), user("a"), user("b")]);
    expect(agentByRole("title", [user("a"), assistant("c")])).toBe(first);
    expect(agentByRole("title", [user("b")])).not.toBe(first);
    expect(agentByRole("searcher", [user("a")])).not.toBe(first);
  });
});

describe("the keys of a history", () => {
  test("are those of its latest answers, and never of one that nothing stands before", () => {
    const turns = Array.from({ length: 9 }, (_, index) => [user(`${index}`), assistant(`${index}`)]).flat();
    const keysOf = (...messages: MessageFacts[]) => [...replyKeysOf("t", messages)];
    expect(keysOf(...turns)).toHaveLength(4);
    expect(keysOf(assistant("1"))).toEqual([]);
    expect(keysOf(user("1"), assistant("2"))).toEqual(keysOf(user("1"), assistant("2"), user("3")));
  });
});

describe("a directory of owners", () => {
  test("gives a key to whoever asks first, and stays with it", () => {
    const directory = new Directory(10);
    expect([directory.claim("k", 2), directory.claim("k", 0), directory.find("k")]).toEqual([2, 2, 2]);
    directory.set("k", 1);
    expect(directory.claim("k", 0)).toBe(1);
    expect(directory.find("other")).toBeUndefined();
  });

  test("forgets the longest unused entries first", () => {
    const directory = new Directory(2);
    directory.claim("a", 0);
    directory.claim("b", 1);
    directory.claim("a", 5);
    directory.claim("c", 2);
    expect(["a", "b", "c"].map((key) => directory.find(key))).toEqual([0, undefined, 2]);
  });

  test("is kept for each key by one worker, on which all agree; most keys stay when one is added", () => {
    const keys = Array.from({ length: 400 }, (_, index) => `key-${index}`);
    const three = keys.map((key) => directoryWorker(key, 3));
    const four = keys.map((key) => directoryWorker(key, 4));
    expect(new Set(three)).toEqual(new Set([0, 1, 2]));
    expect(four.every((worker, index) => worker === three[index] || worker === 3)).toBe(true);
    expect(directoryWorker("any", 1)).toBe(0);
  });
});
