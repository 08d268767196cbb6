import type { Config } from "../config/config.ts";
import { findContracts } from "../processes/contract-files.ts";
import { evaluatorsOfNoSurface, missingKeys } from "../processes/evaluators-at-hand.ts";
import type { Part } from "../processes/parts.ts";
import type { Check } from "./diagnosis.ts";

/**
 * Whether the keys of judges are at hand, and whether evaluators are of surfaces that there are.
 *
 * @param part the part that this machine runs: judges are the gateways', contract files control's.
 */
export function checkEvaluators(config: Config, part: Part | undefined): readonly Check[] {
  if (Object.keys(config.evaluators).length === 0) return [];
  const keys = part === "control" ? [] : missingKeys(config);
  const surfaces = new Set(findContracts(config.contracts).contracts.map(({ surface }) => surface));
  const lost = part === "gateway" ? [] : evaluatorsOfNoSurface(config, surfaces);
  return [
    ...keys.map(({ name, reference, why }): Check => ({
      name: `key of ${name}`,
      state: "wrong",
      found: why,
      remedy: `set ${reference}, or change evaluators.${name}.key; until then the judge judges nothing`,
    })),
    ...lost.map(({ name, surface, meant }): Check => ({
      name: `evaluator ${name}`,
      state: "wrong",
      found: `no contract at ${config.contracts.join(", ")} names its surface, ${surface}: it judges nothing`,
      remedy:
        meant === undefined
          ? `change evaluators.${name}.surface, or write the contract`
          : `change evaluators.${name}.surface: did you mean ${meant}?`,
    })),
  ];
}
