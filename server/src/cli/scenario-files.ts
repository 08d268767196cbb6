import { renderProblems } from "../contract/problem.ts";
import { NotUtf8 } from "../contract/utf8-text.ts";
import { readText } from "../processes/contract-files.ts";
import { type LoadedScenario, parseScenario } from "../scenario/load.ts";
import { LabError } from "../lab/provider/lab-error.ts";
import { parseFaults } from "../lab/provider/faults.ts";
import type { ScenarioChecks } from "../scenario/meaning.ts";
import { ConfigProblems, usageError } from "./context.ts";

/** What scenarios may say of others is checked by those. */
export const CHECKS: ScenarioChecks = { fault: faultProblem };

// What a header can carry: a fault goes to the lab in one.
const IN_HEADER = /^[\x20-\x7e]*$/;

function faultProblem(list: string): string | undefined {
  if (!IN_HEADER.test(list)) return "a fault has letters, digits and signs of ASCII alone";
  try {
    return parseFaults(list).length === 0 ? "it names no fault" : undefined;
  } catch (thrown) {
    if (thrown instanceof LabError) return thrown.message.replace("x-lab-fault: ", "");
    throw thrown;
  }
}

/** A scenario that is good, and where its steps stand. */
export type GoodScenario = Extract<LoadedScenario, { ok: true }>;

/** Loads scenarios. @throws {ConfigProblems} everything that is wrong with them. @throws {BellwetherError} `usage`. */
export function goodScenarios(files: readonly string[], colour: boolean): readonly GoodScenario[] {
  const scenarios = new Map<string, GoodScenario & { readonly file: string }>();
  const broken: string[] = [];
  for (const file of files) {
    const source = scenarioText(file);
    const loaded = parseScenario(file, source, CHECKS);
    if (!loaded.ok) {
      broken.push(renderProblems(loaded.problems, { source: readText, colour }));
      continue;
    }
    const { scenario } = loaded;
    const same = scenarios.get(scenario.scenario);
    if (same !== undefined)
      throw usageError(`${same.file} and ${file} both name the scenario ${scenario.scenario}: name one of them anew`);
    scenarios.set(scenario.scenario, { ...loaded, file });
  }
  if (broken.length > 0) throw new ConfigProblems(broken.join(""));
  return [...scenarios.values()];
}

/** Reads a file's text. @throws {BellwetherError} `usage` where there is none. */
export function scenarioText(file: string): string {
  try {
    const source = readText(file);
    if (source !== undefined) return source;
  } catch (error) {
    if (!(error instanceof NotUtf8)) throw error;
    throw usageError(`${file}: ${error.message}`);
  }
  throw usageError(`${file}: there is no such file`);
}
