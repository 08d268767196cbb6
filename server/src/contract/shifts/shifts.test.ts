import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { observed } from "../fixtures/observe.ts";
import type { Observation } from "../learn/observation.ts";
import { renderShifts } from "./render-text.ts";
import { shiftsOf } from "./shifts.ts";

const OPTIONS = { sessions: 2, now: 0 };
let made = 0;

/** Sessions of a release that are all alike. */
function release(clientVersion: string, sessions: number, parts: Partial<Observation> = {}): readonly Observation[] {
  return Array.from({ length: sessions }, () =>
    observed({ clientVersion, session: `s${++made}`, exchange: `e${made}`, ...parts }),
  );
}
const effort = (value: string): Partial<Observation> => ({
  fields: { model: "m", effort: value, thinking: "adaptive", max_tokens: 100 },
});
const rules = (observations: readonly Observation[]): readonly string[] =>
  shiftsOf(observations, OPTIONS).shifts.flatMap(({ findings }) => findings.map(({ rule }) => rule));

describe("a shift of defaults", () => {
  test("is found on the second session of a release, by the name of its rule", () => {
    const { shifts, tooFew } = shiftsOf([...release("2.1.67", 2), ...release("2.1.68", 2, effort("medium"))], OPTIONS);
    expect(shifts).toMatchObject([
      {
        client: "agent",
        from: "2.1.67",
        to: "2.1.68",
        sessions: { from: 2, to: 2 },
        findings: [{ rule: "REASONING_EFFORT_LOWERED", severity: "breaking", before: "high", after: "medium" }],
      },
    ]);
    expect(tooFew).toEqual([]);
    expect(renderShifts({ shifts, tooFew })).toContain("agent 2.1.68 against 2.1.67 (2 and 2 sessions)");
  });

  test("is not looked for where a release was seen once, and that is said", () => {
    const report = shiftsOf([...release("1.0.0", 2), ...release("1.1.0", 1, effort("low"))], OPTIONS);
    expect(report).toEqual({ shifts: [], tooFew: [{ client: "agent", version: "1.1.0", sessions: 1 }] });
    expect(renderShifts(report)).toContain("agent 1.1.0: not compared, of 1 session too little can be told");
  });

  test("is told without anything that a terminal obeys", () => {
    const audiences = (version: string, parts: Partial<Observation>) =>
      ["free\u001b[31m", "pro"].flatMap((audience) =>
        release(version, 2, { audience, ...(audience === "pro" ? {} : parts) }),
      );
    const report = shiftsOf([...audiences("1.0.0", {}), ...audiences("1.1.0", effort("low"))], OPTIONS);
    expect(renderShifts(report)).toContain("(for the audience free<U+001B>[31m)");
  });

  test("is not looked for in requests of unknown clients, and that is said", () => {
    const report = shiftsOf(
      [...release("1.0.0", 2), ...release("", 2), ...release("1.0.0", 1, { client: "" })],
      OPTIONS,
    );
    expect(report).toEqual({ shifts: [], tooFew: [], unnamed: 3 });
    expect(renderShifts(report)).toContain("3 requests: not compared, of an unknown client or release");
  });

  test("is none where voices only speak more or less often than they did", () => {
    const title = { tools: [], system: ["Write a short title.\nReturn JSON."] };
    const summary = { tools: [], fields: { model: "n" }, system: ["Summarise what was said.\nUse plain text."] };
    const before = [...release("1.0.0", 2), ...release("1.0.0", 2, title), ...release("1.0.0", 1, summary)];
    const after = [...release("1.1.0", 2), ...release("1.1.0", 1, title), ...release("1.1.0", 2, summary)];
    expect(rules([...before, ...after])).toEqual([]);
    const dearer = release("1.1.0", 2, { ...summary, fields: { model: "o" } });
    expect(rules([...before, ...release("1.1.0", 2), ...release("1.1.0", 1, title), ...dearer])).toEqual([
      "MODEL_CHANGED",
    ]);
  });

  test("is not looked for in a prompt that varies in too many places for a contract", () => {
    const lines = (seed: number, places: number, offset: number) =>
      Array.from({ length: 200 }, (_, at) =>
        at % 3 === 0 && at / 3 >= offset && at / 3 < offset + places
          ? `Place number ${at} says: ${seed}`
          : `Line ${at} is as it was.`,
      ).join("\n");
    const varied = (version: string, places: number, offset = 0) =>
      [1, 2].flatMap((seed) => release(version, 1, { system: [lines(seed, places, offset)] }));
    expect(rules([...varied("1.0.0", 60), ...varied("1.1.0", 60)])).toEqual([]);
    expect(rules([...varied("1.0.0", 30), ...varied("1.1.0", 30, 30)])).not.toContain("SYSTEM_PROMPT_CHANGED");
  });

  test("is none between sessions of one release, whatever they say", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("low", "high", "max"), { minLength: 2, maxLength: 8 }), (values) => {
        expect(rules(values.flatMap((value) => release("1.0.0", 1, effort(value))))).toEqual([]);
      }),
    );
  });

  test("is none where the sessions of a release differ among themselves: that is a choice", () => {
    const mixed = [...release("1.1.0", 2, effort("low")), ...release("1.1.0", 2, effort("high"))];
    expect(rules([...release("1.0.0", 3), ...mixed])).toEqual([]);
    expect(rules([...mixed, ...release("1.2.0", 3, effort("max"))])).toEqual([]);
  });

  test("is told of the first request of a session alone: what comes later may be somebody's choice", () => {
    const chosen = release("1.1.0", 3).flatMap((one) => [one, { ...one, ...effort("low") }]);
    expect(rules([...release("1.0.0", 3), ...chosen])).toEqual([]);
  });

  test("is told for the audience that it concerns, and for no other", () => {
    const plan = (version: string, audience: string, value: string) =>
      release(version, 2, { ...effort(value), audience });
    const { shifts } = shiftsOf(
      [
        ...plan("1.0.0", "pro", "high"),
        ...plan("1.0.0", "max", "high"),
        ...plan("1.1.0", "pro", "medium"),
        ...plan("1.1.0", "max", "high"),
      ],
      OPTIONS,
    );
    expect(shifts[0]?.findings).toMatchObject([{ rule: "REASONING_EFFORT_LOWERED", audiences: ["pro"] }]);
    const both = shiftsOf(
      [
        ...plan("1.0.0", "pro", "high"),
        ...plan("1.0.0", "max", "high"),
        ...plan("1.1.0", "pro", "low"),
        ...plan("1.1.0", "max", "low"),
      ],
      OPTIONS,
    );
    expect(both.shifts[0]?.findings[0]).not.toHaveProperty("audiences");
  });

  test("lists prompt sections and tools by name, and no line that changes by itself", () => {
    const prompt = (day: number, tone: string) => [
      "You help.",
      `# Tone\n${tone}\n\n# Here\nToday is the ${day}th of May.`,
    ];
    const old = [1, 2, 3].flatMap((day) => release("1.0.0", 1, { system: prompt(day, "Be kind.") }));
    const same = [4, 5, 6].flatMap((day) => release("1.1.0", 1, { system: prompt(day, "Be kind.") }));
    expect(rules([...old, ...same])).toEqual([]);
    const other = [7, 8].flatMap((day) =>
      release("1.2.0", 1, { system: prompt(day, "Be brief."), tools: [{ name: "write", digest: "2".repeat(32) }] }),
    );
    const found = shiftsOf([...same, ...other], OPTIONS).shifts.flatMap(({ findings }) => findings);
    expect(found.map(({ rule, path }) => `${rule} ${path}`)).toEqual(
      expect.arrayContaining([
        "TOOL_REMOVED roles.main.tools.read",
        "TOOL_ADDED roles.main.tools.write",
        "SYSTEM_PROMPT_CHANGED roles.main.system.tone",
      ]) as string[],
    );
    expect(found.some(({ path }) => path.endsWith(".here"))).toBe(false);
  });

  test("is looked for between a release and the one before it by version, in whatever order they came", () => {
    const seen = [...release("2.1.10", 2, effort("low")), ...release("2.1.9", 2), ...release("2.1.8", 2)];
    expect(shiftsOf(seen, OPTIONS).shifts.map(({ from, to }) => `${from} ${to}`)).toEqual(["2.1.9 2.1.10"]);
  });
});
