import { describe, expect, test } from "bun:test";
import { WatchedSession } from "./fixtures/watched-session.ts";

/** A session of two answers with reasoning; the third request is the test's. */
function thinking(promises: ConstructorParameters<typeof WatchedSession>[0] = {}): WatchedSession {
  const session = new WatchedSession(promises);
  session.ask(["u:one"]);
  session.answer({ reasoning: ["r1"] });
  session.ask(["u:one", "a:two|r1", "u:three"]);
  session.answer({ reasoning: ["r2"] });
  return session;
}
const KEPT = ["u:one", "a:two|r1", "u:three", "a:four|r2", "u:five"];
const STRIPPED = KEPT.map((text) => text.replace(/\|r\d/, ""));

describe("REASONING_DROPPED", () => {
  test("fires at the second turn of a session whose reasoning is stripped, and says where it began", () => {
    const session = new WatchedSession();
    expect(session.ask(["u:one"])).toEqual([]);
    session.answer({ reasoning: ["r1"] });
    const [first] = session.ask(["u:one", "a:two", "u:three"]);
    expect(first).toMatchObject({ id: "REASONING_DROPPED", before: 1, now: 0, began: "e2" });
    session.answer({ reasoning: ["r2"] });
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
    cut.answer({ reasoning: ["r3"], complete: false });
    expect(cut.ask([...KEPT, "a:six", "u:seven"])).toEqual([]);
  });

  test("is silent where nobody said that reasoning comes back: neither contract nor client", () => {
    expect(thinking({ reasoning: false }).ask(STRIPPED)).toEqual([]);
  });
});
