import { renderProblems } from "../contract/problem.ts";
import { NotUtf8 } from "../contract/utf8-text.ts";
import { readText } from "../processes/contract-files.ts";
import { type LoadedScenario, parseScenario } from "../scenario/load.ts";
import { ConfigProblems, usageError } from "./context.ts";

/** A scenario that is good, and where its steps stand. */
export type GoodScenario = Extract<LoadedScenario, { ok: true }>;

/** Loads scenarios. @throws {ConfigProblems} everything that is wrong with them. @throws {BellwetherError} `usage`. */
export function goodScenarios(files: readonly string[], colour: boolean): readonly GoodScenario[] {
  const scenarios = new Map<string, GoodScenario & { readonly file: string }>();
  const broken: string[] = [];
  for (const file of files) {
    const source = scenarioText(file);
    const loaded = parseScenario(file, source);
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
