import { describe, expect, test } from "bun:test";
import { LENGTH_LIMITS } from "../product/prompts.ts";
import type { LabMessage } from "../provider/anthropic/request.ts";
import type { SeenRequest } from "../provider/mind.ts";
import { successOf } from "./success.ts";
import { isSolved, workingMind } from "./mind.ts";
import { type Task, taskIn, wordsOf } from "./task.ts";

const TASKS = 400;
const TOOLS = ["edit_file", "read_file", "run_tests"].map((name) => ({ name, schema: {} }));
const said = (text: string): LabMessage => ({ role: "user", blocks: [{ type: "text", text }] });
const earlier = (reasoning: boolean): readonly LabMessage[] => [
  said("before"),
  {
    role: "assistant",
    blocks: [
      ...(reasoning ? [{ type: "thinking", thinking: "hm" }] : []),
      { type: "tool_use", name: "read_file", input: { path: "src/old.ts" } },
    ],
  },
];

function seen(
  task: Task,
  answered: number,
  parts: Partial<SeenRequest> & { readonly reasoning?: boolean } = {},
): SeenRequest {
  const { reasoning = true, ...rest } = parts;
  return {
    model: "claude-opus-4-6",
    effort: "high",
    thinks: true,
    system: "",
    history: [...earlier(reasoning), said(wordsOf(task))],
    tokens: 9_000,
    prompt: {
      said: wordsOf(task),
      answered,
      results: [],
      tools: TOOLS,
      choice: { kind: "auto" },
      parallel: true,
      form: { kind: "text" },
      history: [],
    },
    ...rest,
  };
}
const tasks = Array.from({ length: TASKS }, (_, index): Task => ({
  kind: "dialogue",
  difficulty: "usual",
  ticket: `t${index}`,
}));
const mind = workingMind("seed");
const callsOf = (task: Task, answered: number, parts: Parameters<typeof seen>[2] = {}) =>
  mind(seen(task, answered, parts))?.calls ?? [];
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const reads = (parts: Parameters<typeof seen>[2]): readonly (readonly string[])[] =>
  tasks.map((task) => callsOf(task, 0, parts).map(({ input }) => String(input.path)));
const words = (text: string): number => text.split(" ").length;

describe("the lab's model at work", () => {
  test("reads 6.6 files before an edit, and 2 where the reasoning of earlier turns is lost", () => {
    expect(mean(reads({}).map(({ length }) => length))).toBeCloseTo(6.6, 0);
    expect(mean(reads({ reasoning: false }).map(({ length }) => length))).toBeCloseTo(2, 0);
  });

  test("reads again what it has read, and edits what it has not, more often where it is lost", () => {
    const again = (parts: Parameters<typeof seen>[2]) =>
      mean(
        reads(parts)
          .flat()
          .map((path) => (path === "src/old.ts" ? 1 : 0)),
      );
    const blind = (parts: Parameters<typeof seen>[2]) =>
      mean(reads(parts).map((paths, index) => (paths.includes(`src/t${index}/part-0.ts`) ? 0 : 1)));
    expect(again({})).toBeLessThan(0.03);
    expect(again({ reasoning: false })).toBeWithin(0.07, 0.18);
    expect(blind({})).toBeWithin(0.03, 0.12);
    expect(blind({ reasoning: false })).toBeWithin(0.3, 0.5);
  });

  test.each([
    [{}, { reasoningLost: 0 }],
    [{ reasoning: false }, { reasoningLost: 1 }],
    [{ effort: "low" }, { effort: "low" }],
    [{ system: LENGTH_LIMITS }, { capped: 1 }],
  ])("does what is right as often as the model of success says: %p", (parts, exposure) => {
    const edits = tasks.map((task) => callsOf(task, 1, parts).flatMap(({ input }) => String(input.after ?? "")));
    const solved = mean(tasks.map((task, index) => (isSolved(task, edits[index] ?? []) ? 1 : 0)));
    const foretold = successOf(
      { kind: "dialogue", difficulty: "usual" },
      {
        effort: "high",
        reasoningLost: 0,
        capped: 0,
        contextTokens: 9_000,
        tier: "large",
        delegated: false,
        ...exposure,
      },
    );
    expect(Math.abs(solved - foretold)).toBeLessThan(0.06);
  });

  test("keeps to a limit on words, and does the same work for all that", () => {
    const texts = (answered: number, system: string) =>
      tasks.map((task) => words(mind(seen(task, answered, { system }))?.text ?? ""));
    expect(Math.max(...texts(0, LENGTH_LIMITS))).toBeLessThanOrEqual(25);
    expect(Math.max(...texts(2, LENGTH_LIMITS))).toBeLessThanOrEqual(100);
    expect(mean(texts(0, ""))).toBeGreaterThan(50);
    const [task] = tasks;
    if (task === undefined) throw new Error("there are tasks");
    expect(callsOf(task, 0, { system: LENGTH_LIMITS })).toEqual([...callsOf(task, 0)]);
  });

  test("has nothing to say to what is no task, or where it cannot edit", () => {
    const [task] = tasks;
    if (task === undefined) throw new Error("there are tasks");
    const request = seen(task, 0);
    expect(mind({ ...request, prompt: { ...request.prompt, said: "Hi" } })).toBeUndefined();
    expect(mind({ ...request, prompt: { ...request.prompt, tools: [] } })).toBeUndefined();
    expect(taskIn(wordsOf(task))).toEqual(task);
  });
});
