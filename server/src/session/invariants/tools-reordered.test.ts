import { describe, expect, test } from "bun:test";
import { WatchedSession } from "./fixtures/watched-session.ts";

const next = (before: readonly string[], now: readonly string[], model = "m") => {
  const session = new WatchedSession();
  session.ask(["u:one"], { tools: before });
  session.answer();
  return session.ask(["u:one", "a:two", "u:three"], { tools: now, model });
};

describe("TOOLS_REORDERED", () => {
  test("fires at the second request of a product that sends its tools in a random order", () => {
    expect(next(["read", "edit", "run"], ["run", "read", "edit"])).toMatchObject([
      { id: "TOOLS_REORDERED", message: expect.stringContaining("read stands behind run"), began: "e2" },
    ]);
  });

  test("fires where a tool is another one than before", () => {
    expect(next(["read", "edit=1"], ["read", "edit=2"])).toMatchObject([
      { id: "TOOLS_REORDERED", message: "the tool edit has another definition than in the request before" },
    ]);
  });

  test("is silent where tools come late, wherever they are put in, and where some go", () => {
    expect(next(["read", "edit"], ["read", "late", "edit", "later"])).toEqual([]);
    expect(next(["read", "edit", "run"], ["read", "run"])).toEqual([]);
    expect(next(["read"], [])).toEqual([]);
    expect(next([], ["read"])).toEqual([]);
  });

  test("is silent where a part of the session begins, as it does with another model", () => {
    expect(next(["read", "edit"], ["edit", "read"], "other")).toEqual([]);
  });
});
