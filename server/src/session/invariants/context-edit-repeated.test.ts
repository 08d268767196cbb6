import { describe, expect, test } from "bun:test";
import { WatchedSession } from "./fixtures/watched-session.ts";

const ALL = "clear_thinking(keep=all)";
const ONE = "clear_thinking(keep=1)";

/** Turn after turn; each is told how long it was idle before and which edits its requests carry. */
function turns(
  steps: readonly { readonly idle: number; readonly edits: string; readonly calls?: number }[],
  promises: ConstructorParameters<typeof WatchedSession>[0] = {},
): readonly (readonly string[])[] {
  const session = new WatchedSession(promises);
  const history: string[] = [];
  return steps.map(({ idle, edits, calls = 1 }, turn) => {
    history.push(`u:${turn}`);
    const found: string[] = [];
    for (let call = 0; call < calls; call++) {
      const breaches = session.ask(history, { idle: call === 0 ? idle : 0.1, edits });
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
});
