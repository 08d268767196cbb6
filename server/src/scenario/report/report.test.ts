import { describe, expect, test } from "bun:test";
import { SaxesParser } from "saxes";
import type { RunResult } from "../run.ts";
import { lineOf } from "../result-line.ts";
import { renderGithub } from "./github.ts";
import { renderJunit } from "./junit.ts";
import type { PlaceOfStep } from "./step-words.ts";
import { renderMarkdown, renderText, verdictOf } from "./text.ts";

const placeOf: PlaceOfStep = (_scenario, path) => `soak.yaml:${Number(path[1]) + 3}`;
const passed = (scenario: string, repeat: number): RunResult => ({
  scenario,
  repeat,
  verdict: "pass",
  session: `s${repeat}`,
  turns: [{ said: "one", answered: "yes", called: [], exchanges: ["e"] }],
  measured: [{ signal: "size", value: 3 }],
});
const ended = (scenario: string, repeat: number, verdict: "fail" | "error", why: string): RunResult => ({
  ...passed(scenario, repeat),
  verdict,
  step: { verb: "assert", path: ["steps", 4], times: [2] },
  why,
  measured: [],
});
const RUNS = [
  passed("soak", 0),
  ended("soak", 1, "fail", "01a22976-6862-7000-8218-59d2c223a753 breaks <X>: \u001b[31m after 3 turns"),
  ended("soak", 2, "fail", "01a22976-6873-7000-a974-bf0a588fdf93 breaks <X>: \u001b[31m after 5 turns"),
  ended("cache", 0, "error", "the store is away"),
];

describe("results of scenarios", () => {
  test("are a pass where all passed, a fail where one failed, and else an error", () => {
    expect(verdictOf(RUNS.slice(0, 1))).toBe("pass");
    expect(verdictOf(RUNS)).toBe("fail");
    expect(verdictOf([passed("soak", 0), ended("soak", 1, "error", "away")])).toBe("error");
  });

  test("are told to a person with the line of the step, those that ended alike once", () => {
    expect(renderText(RUNS, placeOf)).toBe(
      [
        "FAIL  soak: 1 of 3 passed, 2 failed (3 turns)",
        "      at soak.yaml:7 (assert, time 2): 01a22976-6862-7000-8218-59d2c223a753 breaks <X>: \ufffd[31m after 3 turns",
        "      session s1, and 1 like it",
        "ERROR cache: 0 of 1 passed, 1 could not be played (1 turns)",
        "      at soak.yaml:7 (assert, time 2): the store is away",
        "      session s0",
        "",
      ].join("\n"),
    );
  });

  test("are a table in markdown, in which nothing that was answered is markup", () => {
    const text = renderMarkdown(RUNS, placeOf);
    expect(text).toContain("| soak | fail | 1 | 2 | 0 |\n| cache | error | 0 | 0 | 1 |");
    expect(text).toContain("01a22976-6862-7000-8218-59d2c223a753 breaks \\<X\\>");
  });

  test("are JUnit's XML with a case a run, failures and errors apart", () => {
    const seen: Record<string, number> = {};
    const parser = new SaxesParser();
    parser.on("opentag", ({ name }) => (seen[name] = (seen[name] ?? 0) + 1));
    parser.on("error", (error) => {
      throw error;
    });
    parser.write(renderJunit(RUNS, placeOf)).close();
    expect(seen).toEqual({ testsuites: 1, testsuite: 2, testcase: 4, failure: 2, error: 1 });
  });

  test("are annotations of GitHub's at the step's line, once for each", () => {
    expect(renderGithub(RUNS, placeOf)).toBe(
      "::error file=soak.yaml,line=7,title=soak failed::soak.yaml:7 (assert, time 2): 01a22976-6862-7000-8218-59d2c223a753 breaks <X>: \u001b[31m after 3 turns\n",
    );
    const odd = { ...RUNS[1]!, scenario: "a", why: "50 %\nof it" };
    expect(renderGithub([odd], (_s, path) => `a,b:c.yaml:${Number(path[1])}`)).toBe(
      "::error file=a%2Cb%3Ac.yaml,line=4,title=a failed::a,b:c.yaml:4 (assert, time 2): 50 %25%0Aof it\n",
    );
  });

  test("are lines for the gate: a value where a run ended, an error where it could not be played", () => {
    expect(lineOf(RUNS[0]!)).toEqual({ scenario: "soak", repeat: 0, value: 1, session: "s0", measured: { size: 3 } });
    expect(lineOf(RUNS[1]!)).toMatchObject({ value: 0, step: "steps[4]", why: expect.stringContaining("breaks") });
    expect(lineOf(RUNS[3]!)).toEqual({
      scenario: "cache",
      repeat: 0,
      error: "the store is away",
      session: "s0",
      step: "steps[4]",
    });
  });
});
