import { type ConfigFlags, loadConfig } from "../config/load.ts";
import type { ConfigResult } from "../config/config.ts";
import type { ConfigDocument } from "../config/schema.ts";
import type { Finding } from "../contract/problem.ts";
import { evaluatorFindings } from "../quality/evaluators/evaluator-findings.ts";

/** What the parts that use a configuration find wrong with it, which its own room does not know. */
export function findingsOfParts({ evaluators }: ConfigDocument): readonly Finding[] {
  return evaluatorFindings(evaluators);
}

/** Loads the configuration as `loadConfig` does, and has it looked at by those who use its parts too. */
export function loadWholeConfig(flags: ConfigFlags = {}, cwd?: string): ConfigResult {
  return loadConfig(flags, cwd, findingsOfParts);
}
