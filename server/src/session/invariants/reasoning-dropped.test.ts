import { describe, expect, test } from "bun:test";
import { WatchedSession } from "./fixtures/watched-session.ts";

/** A session of two answers with reasoning; the third request is the test's. */
function thinking(promises: ConstructorParameters<typeof WatchedSession>[0] = {}): WatchedSession {
  const session = new WatchedSession(promises);
  session.ask(["u:one"]);
  session.answer({ says: "two", reasoning: ["r1"] });
  session.ask(["u:one", "a:two|r1", "u:three"]);
  session.answer({ says: "four", reasoning: ["r2"] });
  return session;
}
const KEPT = ["u:one", "a:two|r1", "u:three", "a:four|r2", "u:five"];
const STRIPPED = KEPT.map((text) => text.replace(/\|r\d/, ""));

describe("REASONING_DROPPED", () => {
  test("fires at the second turn of a session whose reasoning is stripped, and says where it began", () => {
    const session = new WatchedSession();
    expect(session.ask(["u:one"])).toEqual([]);
    session.answer({ says: "two", reasoning: ["r1"] });
    const [first] = session.ask(["u:one", "a:two", "u:three"]);
    expect(first).toMatchObject({ id: "REASONING_DROPPED", before: 1, now: 0, began: "e2" });
    session.answer({ says: "four", reasoning: ["r2"] });
    expect(session.ask(["u:one", "a:two", "u:three", "a:four", "u:five"])).toMatchObject([
      { id: "REASONING_DROPPED", before: 2, now: 0, began: "e2" },
    ]);
  });

  test("is silent where all of it comes back, after whatever pause", () => {
    expect(thinking().ask(KEPT)).toEqual([]);
    expect(thinking().ask(KEPT, { idle: 300 })).toEqual([]);
  });

  test("is silent after a switch of the model, and after a rewind or a compaction: they begin anew", () => {
    expect(thinking().ask(STRIPPED, { model: "other" })).toEqual([]);
    expect(thinking().ask(["u:one", "a:two", "u:otherwise"])).toEqual([]);
    const compacted = thinking();
    compacted.thread = { ...compacted.thread!, compactionAsked: true };
    expect(compacted.ask(["u:a summary of it all", "u:five"])).toEqual([]);
  });

  test("does not ask a retry for the reasoning of the answer that it throws away, nor anybody for one that was cut", () => {
    const retried = thinking();
    expect(retried.ask(["u:one", "a:two|r1", "u:three"])).toEqual([]);
    const cut = thinking();
    cut.ask(KEPT);
    cut.answer({ says: "six", reasoning: ["r3"], complete: false });
    expect(cut.ask([...KEPT, "a:six", "u:seven"])).toEqual([]);
  });

  test("is silent where nobody said that reasoning comes back: neither contract nor client", () => {
    expect(thinking({ reasoning: false }).ask(STRIPPED)).toEqual([]);
  });

  test("does not ask for the reasoning of an answer that is not in the history: it was dropped whole, or said nothing", () => {
    expect(thinking().ask(["u:one", "a:two|r1", "u:three", "u:five"])).toEqual([]);
    const session = new WatchedSession();
    session.ask(["u:one"]);
    session.answer({ reasoning: ["r1"] });
    expect(session.ask(["u:one", "a:(no answer)", "u:three"])).toEqual([]);
    // What follows is held to what it was given.
    session.answer({ says: "four", reasoning: ["r2"] });
    expect(session.ask(["u:one", "a:(no answer)", "u:three", "a:four", "u:five"])).toHaveLength(1);
  });

  test("takes the reasoning of either answer to two equal requests, and of the one that the history went on with", () => {
    const hedged = (first: string, second: string): WatchedSession => {
      const session = new WatchedSession();
      session.ask(["u:one"]);
      session.ask(["u:one"]);
      session.answer({ exchange: "e1", says: first, reasoning: ["r1"] });
      session.answer({ exchange: "e2", says: second, reasoning: ["r2"] });
      return session;
    };
    expect(hedged("two", "too").ask(["u:one", "a:two|r1", "u:three"])).toEqual([]);
    expect(hedged("two", "too").ask(["u:one", "a:too|r2", "u:three"])).toEqual([]);
    expect(hedged("two", "two").ask(["u:one", "a:two|r1", "u:three"])).toEqual([]);
    expect(hedged("two", "two").ask(["u:one", "a:two|r2", "u:three"])).toEqual([]);
    expect(hedged("two", "too").ask(["u:one", "a:two", "u:three"])).toMatchObject([{ before: 1, now: 0 }]);
  });

  test("is silent where so many equal requests were made that their answers cannot be told apart", () => {
    const session = new WatchedSession();
    for (let one = 0; one < 12; one++) session.ask(["u:one"]);
    for (let one = 1; one <= 12; one++) session.answer({ exchange: `e${one}`, says: "two", reasoning: [`r${one}`] });
    expect(session.ask(["u:one", "a:two|r12", "u:three"])).toEqual([]);
  });

  test("expects nothing any more where thinking is switched off, or is asked for no more", () => {
    expect(thinking().ask(STRIPPED, { thinking: "disabled" })).toEqual([]);
    const session = new WatchedSession();
    session.ask(["u:one"], { thinking: "adaptive" });
    session.answer({ says: "two", reasoning: ["r1"] });
    expect(session.ask(["u:one", "a:two", "u:three"])).toEqual([]);
    expect(session.ask(["u:one", "a:two", "u:three", "a:four", "u:five"], { thinking: "adaptive" })).toEqual([]);
  });
});
