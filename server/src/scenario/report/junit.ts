import { junitOf, type TestCase } from "../../core/junit.ts";
import { type PlaceOfStep, stepWords } from "./step-words.ts";
import type { RunResult } from "../run.ts";

/** Runs as JUnit's XML: a suite a scenario, a case a run. */
export function renderJunit(results: readonly RunResult[], placeOf: PlaceOfStep): string {
  const names = [...new Set(results.map(({ scenario }) => scenario))];
  return junitOf(
    "bellwether test",
    names.map((name) => ({
      name,
      cases: results.filter(({ scenario }) => scenario === name).map((run) => caseOf(run, placeOf)),
    })),
  );
}

function caseOf(run: RunResult, placeOf: PlaceOfStep): TestCase {
  const { scenario, repeat, verdict, why = "", session } = run;
  const common = { name: `${scenario} #${repeat + 1}`, classname: `bellwether.scenario.${scenario}` };
  if (verdict === "pass") return { ...common, outcome: { kind: "passed" } };
  const message = `${stepWords(run, placeOf)}: ${why}`;
  const kind = verdict === "fail" ? "failed" : "error";
  return { ...common, outcome: { kind, type: verdict, message, text: `${message}\nsession: ${session}` } };
}
