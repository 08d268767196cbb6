import { describe, expect, test } from "bun:test";
import { WatchedSession } from "./fixtures/watched-session.ts";

const begun = (): WatchedSession => {
  const session = new WatchedSession();
  session.ask(["u:one"]);
  session.answer();
  session.ask(["u:one", "a:two", "u:three"]);
  session.answer();
  return session;
};
const ON = ["u:one", "a:two", "u:three", "a:four", "u:five"];

describe("PREFIX_CHANGED", () => {
  test("fires at every request of a product with a nonce in its prompt, from the second on", () => {
    const session = new WatchedSession();
    expect(session.ask(["u:one"], { prefix: "nonce-1" })).toEqual([]);
    session.answer();
    expect(session.ask(["u:one", "a:two", "u:three"], { prefix: "nonce-2" })).toMatchObject([
      { id: "PREFIX_CHANGED", began: "e2" },
    ]);
    session.answer();
    expect(session.ask(ON, { prefix: "nonce-3" })).toMatchObject([{ id: "PREFIX_CHANGED", began: "e2" }]);
  });

  test("fires where a history is put into another order, and nobody asked for it", () => {
    expect(begun().ask(["u:three", "a:four", "u:one", "a:two", "u:five", "u:six"])).toMatchObject([
      { id: "PREFIX_CHANGED" },
    ]);
  });

  test("is silent where the session goes on, after a rewind, and after a retry", () => {
    expect(begun().ask(ON)).toEqual([]);
    expect(begun().ask(["u:one", "a:two", "u:otherwise"])).toEqual([]);
    expect(begun().ask(["u:one", "a:two", "u:three"])).toEqual([]);
  });

  test("is silent where the history was to be summarised, and where another model begins", () => {
    const compacted = begun();
    compacted.thread = { ...compacted.thread!, compactionAsked: true };
    expect(compacted.ask(["u:a summary", "u:five"])).toEqual([]);
    expect(begun().ask(ON, { model: "other", prefix: "other" })).toEqual([]);
  });
});
