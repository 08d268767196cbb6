import { describe, expect, test } from "bun:test";
import { WatchedSession } from "./fixtures/watched-session.ts";

const ALL = "clear_thinking(keep=all)";
const ONE = "clear_thinking(keep=1)";

/** Turn after turn; each is told how long it was idle before and which edits its requests carry. */
function turns(
  steps: readonly {
    readonly idle: number;
    readonly edits?: string;
    readonly calls?: number;
    readonly version?: string;
  }[],
  promises: ConstructorParameters<typeof WatchedSession>[0] = {},
): readonly (readonly string[])[] {
  const session = new WatchedSession(promises);
  const history: string[] = [];
  return steps.map(({ idle, calls = 1, ...asked }, turn) => {
    history.push(`u:${turn}`);
    const found: string[] = [];
    for (let call = 0; call < calls; call++) {
      const breaches = session.ask(history, { idle: call === 0 ? idle : 0.1, ...asked });
      found.push(...breaches.map(({ id, began }) => `${id} since ${began}`));
      session.answer({ callsTools: call < calls - 1 });
      history.push(`a:${turn}.${call}`);
      if (call < calls - 1) history.push(`t:${turn}.${call}`);
    }
    return found;
  });
}

describe("CONTEXT_EDIT_REPEATED", () => {
  test("fires at the second turn after a gap where the clearing goes on, and names the exchange with which it began", () => {
    const found = turns([
      { idle: 1, edits: ALL },
      { idle: 1, edits: ALL },
      { idle: 120, edits: ONE },
      { idle: 1, edits: ONE },
      { idle: 1, edits: ONE },
    ]);
    const repeated = ["CONTEXT_EDIT_REPEATED since e3"];
    expect(found).toEqual([[], [], [], repeated, repeated]);
  });

  test("is silent in the tool loop of the turn that cleared: that is one turn", () => {
    const found = turns([
      { idle: 1, edits: ALL },
      { idle: 120, edits: ONE, calls: 5 },
      { idle: 1, edits: ALL },
    ]);
    expect(found.flat()).toEqual([]);
  });

  test("is silent where it is done once a gap, however many gaps there are", () => {
    const found = turns([
      { idle: 1, edits: ALL },
      { idle: 120, edits: ONE },
      { idle: 1, edits: ALL },
      { idle: 90, edits: ONE },
      { idle: 61, edits: ONE },
      { idle: 1, edits: ALL },
    ]);
    expect(found.flat()).toEqual([]);
  });

  test("is silent for a product that has always cleared, gap or not, and where the contract says so", () => {
    const always = [1, 1, 120, 1, 1].map((idle) => ({ idle, edits: ONE }));
    expect(turns(always).flat()).toEqual([]);
    const latched = [
      { idle: 1, edits: ALL },
      { idle: 120, edits: ONE },
      { idle: 1, edits: ONE },
    ];
    expect(turns(latched, { clears: true }).flat()).toEqual([]);
  });

  test("is silent after half an hour, and goes by the contract's own gap", () => {
    const half = [
      { idle: 1, edits: ALL },
      { idle: 30, edits: ALL },
      { idle: 1, edits: ALL },
    ];
    expect(turns(half).flat()).toEqual([]);
    const latched = [
      { idle: 1, edits: ALL },
      { idle: 30, edits: ONE },
      { idle: 1, edits: ONE },
    ];
    expect(turns(latched, { gapMs: 20 * 60_000 })[2]).toEqual(["CONTEXT_EDIT_REPEATED since e2"]);
  });

  test("is silent where another version of the client clears, or one that made no such edits before the gap", () => {
    const renewed = [
      { idle: 1, edits: ALL, version: "2.1.86" },
      { idle: 120, edits: ONE, version: "2.1.87" },
      { idle: 1, edits: ONE, version: "2.1.87" },
    ];
    expect(turns(renewed).flat()).toEqual([]);
    expect(turns([{ idle: 1 }, { idle: 120, edits: ONE }, { idle: 1, edits: ONE }]).flat()).toEqual([]);
  });

  test("is silent where the provider clears at a size, named or not: that is a policy", () => {
    for (const policy of [
      "clear_tool_uses(keep=3,trigger=30000)",
      "clear_tool_uses(keep=3)",
      `${ONE.slice(0, -1)},trigger=9)`,
    ]) {
      expect(turns([{ idle: 1 }, { idle: 120, edits: policy }, { idle: 1, edits: policy }]).flat()).toEqual([]);
      const kept = [
        { idle: 1, edits: policy.replace(/keep=./, "keep=all") },
        { idle: 120, edits: policy },
        { idle: 1, edits: policy },
      ];
      expect(turns(kept).flat()).toEqual([]);
    }
  });

  test("is seen though another voice spoke in the gap: a title request, a ping", () => {
    const session = new WatchedSession();
    session.ask(["u:one"], { edits: ALL, system: "main" });
    session.answer();
    session.ask(["u:a title"], { idle: 119, system: "title" });
    session.answer();
    session.ask(["u:one", "a:two", "u:three"], { edits: ONE, system: "main" });
    session.answer();
    expect(
      session.ask(["u:one", "a:two", "u:three", "a:four", "u:five"], { edits: ONE, system: "main" }),
    ).toMatchObject([{ id: "CONTEXT_EDIT_REPEATED", began: "e3" }]);
  });

  test("is seen where the prompt varies from request to request, and not in a role that spoke for the first time", () => {
    const broken = (...systems: readonly string[]): number => {
      const session = new WatchedSession();
      const history: string[] = [];
      return systems.reduce((count, system, turn) => {
        history.push(`u:${turn}`);
        const found = session.ask(history, { idle: turn === 2 ? 120 : 1, edits: turn < 2 ? ALL : ONE, system });
        session.answer();
        history.push(`a:${turn}`);
        return count + found.length;
      }, 0);
    };
    expect(broken("at 1", "at 2", "at 3", "at 4")).toBe(1);
    expect(broken("router", "router", "executor", "executor")).toBe(0);
  });
});
