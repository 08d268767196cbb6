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

  test("is silent where a tool is defined otherwise than before: that is no order", () => {
    expect(next(["read", "edit=1"], ["read", "edit=2"])).toEqual([]);
    expect(next(["read=1", "edit"], ["edit", "read=2"])).toHaveLength(1);
  });

  test("tells tools of one name apart by their definitions, and says nothing of those that are alike in both", () => {
    expect(next(["mcp=1", "mcp=2"], ["mcp=1", "mcp=2", "late"])).toEqual([]);
    expect(next(["mcp=1", "mcp=2", "run"], ["mcp=2", "mcp=1", "run"])).toHaveLength(1);
    expect(next(["mcp=1", "run", "mcp=1"], ["run", "mcp=1", "mcp=1"])).toEqual([]);
  });

  test("compares with the last request of the same system prompt alone: a router has other tools than who executes", () => {
    const session = new WatchedSession();
    expect(session.ask(["u:one"], { tools: ["read", "edit"], system: "router" })).toEqual([]);
    expect(session.ask(["u:one"], { tools: ["edit", "read"], system: "executor" })).toEqual([]);
    session.answer();
    const later = ["u:one", "a:two", "u:three"];
    expect(session.ask(later, { tools: ["read", "edit"], system: "router" })).toEqual([]);
    expect(session.ask(later, { tools: ["read", "edit"], system: "executor" })).toMatchObject([
      { id: "TOOLS_REORDERED" },
    ]);
  });

  test("remembers the order over a request without tools", () => {
    const session = new WatchedSession();
    session.ask(["u:one"], { tools: ["read", "edit"] });
    session.ask(["u:one", "a:two", "u:three"]);
    expect(session.ask(["u:one", "a:two", "u:three", "a:four", "u:five"], { tools: ["edit", "read"] })).toHaveLength(1);
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
