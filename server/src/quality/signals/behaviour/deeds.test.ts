import { describe, expect, test } from "bun:test";
import type { RecordParts } from "../../../exchange/record.ts";
import { blindEditRate } from "./blind-edit-rate.ts";
import { correctionRate } from "./correction-rate.ts";
import { sessionOf } from "./fixtures/session.ts";
import { hedgeRate } from "./hedge-rate.ts";
import { interruptRate } from "./interrupt-rate.ts";
import { languageSwitchRate } from "./language-switch-rate.ts";
import { readsPerEdit } from "./reads-per-edit.ts";
import { repeatedCallRate } from "./repeated-call-rate.ts";
import { schemaInvalidRate } from "./schema-invalid-rate.ts";
import { simplestFixRate } from "./simplest-fix-rate.ts";
import { toolErrorRate } from "./tool-error-rate.ts";
import { wholeFileWriteRate } from "./whole-file-write-rate.ts";
import { wordsBetweenToolCalls } from "./words-between-tool-calls.ts";

/** A session of one answer for each list of deeds: `edit a` is an edit of the file a, each call another one. */
function doing(...answers: readonly (readonly string[])[]) {
  let calls = 0;
  return sessionOf(
    ...answers.map((deeds) => ({
      deeds: deeds.map((deed) => deed.replace(/^(\w+)/, (kind) => `${kind} call${calls++}`)),
    })),
  );
}
const saying = (...counts: readonly RecordParts["counts"][]) => sessionOf(...counts.map((one) => ({ counts: one })));

describe("reads per edit", () => {
  test("are those since the edit before, ten at most", () => {
    expect(readsPerEdit.measure(doing(["read a", "read b"], ["edit a", "edit b"]))).toBe(1);
    expect(readsPerEdit.measure(doing([...Array<string>(30).fill("read a"), "edit a"]))).toBe(10);
  });
  test("are unknown where nothing was edited", () => {
    expect(readsPerEdit.measure(doing(["read a", "run"]))).toBeUndefined();
  });
});

describe("blind edits", () => {
  test("are of files that the session has neither read nor written", () => {
    expect(blindEditRate.measure(doing(["read a", "edit a", "edit b"], ["edit b", "write c", "edit c"]))).toBe(0.25);
  });
  test("are not told of an edit whose file nobody knows", () => {
    expect(blindEditRate.measure(doing(["edit"]))).toBeUndefined();
  });
});

test("whole files are written in so large a share of changes", () => {
  expect(wholeFileWriteRate.measure(doing(["write a", "edit a", "edit b", "edit c"]))).toBe(0.25);
  expect(wholeFileWriteRate.measure(doing(["read a"]))).toBeUndefined();
});

test("a call is repeated where one of the ten before is the same", () => {
  const calls = (...names: readonly string[]) => sessionOf({ deeds: names.map((name) => `run ${name}`) });
  expect(repeatedCallRate.measure(calls("a", "b", "a", "c"))).toBe(0.25);
  const far = ["a", ..."bcdefghijk".split(""), "a"];
  expect(repeatedCallRate.measure(calls(...far))).toBe(0);
  expect(repeatedCallRate.measure(calls())).toBeUndefined();
});

test("tool errors are counted once, however often a request is made", () => {
  const failed = { counts: { results: 2, results_failed: 1 } };
  expect(toolErrorRate.measure(sessionOf(failed, { ...failed, retry: true }, { counts: { results: 2 } }))).toBe(0.25);
  expect(toolErrorRate.measure(saying({ prompts: 1 }))).toBeUndefined();
});

test("calls fit their schemas, or do not", () => {
  expect(schemaInvalidRate.measure(saying({ calls_checked: 3, calls_invalid: 1 }, { calls_checked: 1 }))).toBe(0.25);
  expect(schemaInvalidRate.measure(saying({}))).toBeUndefined();
});

test("corrections are of what a person says after the first", () => {
  const session = saying({ prompts: 1, corrections: 1 }, {}, { prompts: 1, corrections: 1 }, { prompts: 1 });
  expect(correctionRate.measure(session)).toBe(0.5);
  expect(correctionRate.measure(saying({ prompts: 1, corrections: 1 }))).toBeUndefined();
});

test("phrases are counted for each thousand calls", () => {
  const session = sessionOf(
    { deeds: ["run a", "run b"], counts: { hedges: 1, simplest_fixes: 2 } },
    { deeds: ["run c", "run d"] },
  );
  expect(hedgeRate.measure(session)).toBe(250);
  expect(simplestFixRate.measure(session)).toBe(500);
  expect(hedgeRate.measure(saying({ hedges: 3 }))).toBeUndefined();
});

test("words between calls are those of answers that call", () => {
  const session = sessionOf(
    { deeds: ["run a"], counts: { words: 30 } },
    { deeds: ["run b"] },
    { counts: { words: 500 } },
  );
  expect(wordsBetweenToolCalls.measure(session)).toBe(15);
  expect(wordsBetweenToolCalls.measure(saying({ words: 3 }))).toBeUndefined();
});

test("an interruption is one, whether its client went away or the next request says so", () => {
  const [gone, noted] = [{ outcome: "cancelled" }, { counts: { interrupts: 1 } }];
  expect(interruptRate.measure(sessionOf(gone, noted, {}, {}))).toBe(0.25);
  expect(interruptRate.measure(sessionOf({}, noted))).toBe(0.5);
});

test("the language is switched in answers whose writing nobody else uses", () => {
  const answer = { text_length: 10 };
  const session = sessionOf(answer, { ...answer, violations: ["OUTPUT_SCRIPT_UNEXPECTED"] }, { text_length: 0 });
  expect(languageSwitchRate.measure(session)).toBe(0.5);
});
