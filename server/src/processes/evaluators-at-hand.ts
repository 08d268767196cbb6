import type { Config } from "../config/config.ts";
import { processSecrets } from "../config/load.ts";
import { readSecret } from "../config/secret.ts";
import { nearest } from "../core/nearest.ts";

/** A judge whose key is not there. */
export interface MissingKey {
  readonly name: string;
  readonly reference: string;
  readonly why: string;
}

/** The judges whose keys are not there now. */
export function missingKeys({ evaluators }: Pick<Config, "evaluators">): readonly MissingKey[] {
  return Object.entries(evaluators).flatMap(([name, { key: reference }]) => {
    if (reference === undefined || reference === "none") return [];
    try {
      readSecret(reference, processSecrets);
      return [];
    } catch (error) {
      return [{ name, reference, why: error instanceof Error ? error.message : String(error) }];
    }
  });
}

/** An evaluator that has nothing to judge. */
export interface LostEvaluator {
  readonly name: string;
  readonly surface: string;
  /** The surface that was perhaps meant. */
  readonly meant: string | undefined;
}

/** The evaluators whose surfaces are in no contract. */
export function evaluatorsOfNoSurface(
  { evaluators }: Pick<Config, "evaluators">,
  surfaces: ReadonlySet<string>,
): readonly LostEvaluator[] {
  return Object.entries(evaluators).flatMap(([name, { surface }]) =>
    surfaces.has(surface) ? [] : [{ name, surface, meant: nearest(surface, [...surfaces]) }],
  );
}
