import { askJudgeAt } from "../adapters/http/ask-judge.ts";
import type { ControlPlaces } from "../adapters/http/control-places.ts";
import { purseAtControl } from "../adapters/http/purse-client.ts";
import { ScoreCourier } from "../adapters/http/score-courier.ts";
import type { Config } from "../config/config.ts";
import { processSecrets } from "../config/load.ts";
import { readSecret } from "../config/secret.ts";
import { systemClock } from "../core/clock.ts";
import { evaluatorsOfNoSurface, missingKeys } from "./evaluators-at-hand.ts";
import { LiveEvaluation } from "../gateway/live-evaluation.ts";
import { type DeclaredEvaluator, declaredEvaluator } from "../quality/evaluators/declared.ts";
import type { AskJudge } from "../quality/evaluators/judge/run-judge.ts";

const ASK_MS = 60_000;

/** Evaluators that the configuration declares, ready; what is wrong with others is said. */
export function evaluatorsOf({ evaluators }: Config, say: (what: string) => void): readonly DeclaredEvaluator[] {
  return Object.entries(evaluators).flatMap(([name, document]) => {
    const ready = declaredEvaluator(name, document);
    if (ready.ok) return [ready.judge];
    const place = ready.place === "" ? "" : `.${ready.place}`;
    say(`evaluators.${name}${place} of the configuration ${ready.message}: it judges nothing`);
    return [];
  });
}

/**
 * How the model of a declared judge is asked; undefined where the configuration does not say.
 *
 * @throws {BellwetherError} `config_invalid` where its key is not there, perhaps only for a moment.
 */
export function askOf({ evaluators }: Config, name: string): AskJudge | undefined {
  const { at, key } = evaluators[name] ?? {};
  if (at === undefined) return undefined;
  const shown = key === undefined || key === "none" ? {} : { key: readSecret(key, processSecrets) };
  return askJudgeAt({ baseUrl: at.replace(/\/+$/, ""), ...shown, timeoutMs: ASK_MS });
}

/** What judges the answers of a gateway, at work. */
export interface StartedEvaluation {
  readonly evaluation: LiveEvaluation;
  readonly courier: ScoreCourier;
  /** Takes the surfaces that there are: evaluators that are of none of them are told, once. */
  readonly surfaces: (known: ReadonlySet<string>) => void;
}

/** What judges the answers of a gateway, and brings the scores to control; undefined where nobody is declared. */
export function startEvaluation(
  config: Config,
  places: ControlPlaces,
  say: (what: string, error?: unknown) => void,
): StartedEvaluation | undefined {
  const evaluators = evaluatorsOf(config, say);
  if (evaluators.length === 0) return undefined;
  for (const { name, why } of missingKeys(config))
    say(`the judge ${name} judges nothing until its key is there: ${why}`);
  const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  const courier = new ScoreCourier({ places, sleep, report: say });
  const purses = new Map(
    evaluators.flatMap(({ name, how }) =>
      how.kind === "model" ? [[name, purseAtControl(places, name, how.judge.dollarsADay)] as const] : [],
    ),
  );
  const evaluation = new LiveEvaluation({
    evaluators,
    model: ({ name }) => {
      const [ask, ceiling] = [askOf(config, name), purses.get(name)];
      return ask === undefined || ceiling === undefined ? undefined : { ask, ceiling, now: systemClock.now };
    },
    send: (score) => courier.send(score),
    turn: () => new Promise((resolve) => setImmediate(resolve)),
    report: say,
  });
  let told = false;
  return {
    evaluation,
    courier,
    surfaces: (known) => {
      // Before the first contract is registered there is none that could be missed.
      if (known.size === 0) return;
      for (const { name, surface, meant } of told ? [] : evaluatorsOfNoSurface(config, known))
        say(
          `the evaluator ${name} judges nothing: no contract names its surface, ${surface}${meant === undefined ? "" : ` (did you mean ${meant}?)`}`,
        );
      told = true;
    },
  };
}
