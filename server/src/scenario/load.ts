import { nearest } from "../core/nearest.ts";
import type { Finding, Path, Problem } from "../contract/problem.ts";
import { isMapping } from "../contract/merge.ts";
import { parseSource } from "../contract/source.ts";
import { validate } from "../contract/validate.ts";
import { meaningFindings, type ScenarioChecks } from "./meaning.ts";
import { type Scenario, scenarioSchema, stepSchema, VERBS } from "./document.ts";

/** A scenario, or everything that is wrong with it, by file and line. */
export type LoadedScenario =
  | {
      readonly ok: true;
      readonly scenario: Scenario;
      /** Where a step of it stands, as `file:line`. */
      readonly placeOf: (path: Path) => string;
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads a scenario from its text. */
export function parseScenario(file: string, text: string, checks: ScenarioChecks): LoadedScenario {
  const source = parseSource(file, text);
  const fail = (findings: readonly Finding[]): LoadedScenario => ({
    ok: false,
    problems: [...source.problems, ...findings.map(source.place)],
  });
  if (!source.whole) return fail([]);
  const value = source.value ?? {};
  // One by one: of a union of verbs nobody learns which one was meant, and what is wrong with it.
  const steps = stepFindings(isMapping(value) ? value["steps"] : undefined, ["steps"]);
  const { findings, document } = validate(scenarioSchema, value, {});
  const others = findings.filter(({ path }) => path[0] !== "steps" || path.length === 1);
  const found = [...others, ...steps];
  if (found.length > 0 || document === undefined) return fail(found.length > 0 ? found : findings);
  const placeOf = (path: Path): string => {
    const { line } = source.place({ path, at: "value", message: "" });
    return `${file}:${line}`;
  };
  const meant = meaningFindings(document, checks);
  return meant.length > 0 || source.problems.length > 0 ? fail(meant) : { ok: true, scenario: document, placeOf };
}

/** Steps that have no verb, several, one that there is not, or one that is said wrongly. */
function stepFindings(steps: unknown, path: Path): readonly Finding[] {
  if (!Array.isArray(steps)) return [];
  return steps.flatMap((step: unknown, index) => findingsOfStep(step, [...path, index]));
}

function findingsOfStep(step: unknown, at: Path): readonly Finding[] {
  if (!isMapping(step))
    return [{ path: at, at: "value", message: 'a step is a verb and what it does, such as `turn: "Go on."`' }];
  const keys = Object.keys(step).filter((key) => key !== "steps" || !("repeat" in step));
  const unknown = keys.find((key) => !VERBS.includes(key));
  if (unknown !== undefined) {
    const meant = nearest(unknown, VERBS);
    const hint = meant === undefined ? `the verbs are ${VERBS.join(", ")}` : `did you mean ${meant}?`;
    return [{ path: [...at, unknown], at: "key", message: `there is no verb ${unknown}`, hint }];
  }
  const [verb, another] = keys;
  if (verb === undefined || another !== undefined) {
    const message = `a step has one verb, and this one has ${keys.length}`;
    return [{ path: at, at: "value", message, hint: verb === undefined ? "say what it does" : "make a step of each" }];
  }
  const own = validate(stepSchema(verb), step, {}).findings.map((finding) => ({
    ...finding,
    path: [...at, ...finding.path],
  }));
  return [...own, ...stepFindings(step["steps"], [...at, "steps"])];
}
