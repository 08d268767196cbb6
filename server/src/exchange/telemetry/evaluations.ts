import type { Score, TargetKind } from "../scores/score.ts";
import { attributePairs, unixNanos } from "./encode.ts";
import { Double, said } from "./span.ts";

/** By which attribute a score says what it is of. */
const TARGETS: Readonly<Record<TargetKind, string>> = {
  exchange: "bellwether.exchange",
  session: "gen_ai.conversation.id",
  unit: "bellwether.unit",
};

/** INFO, of OTLP's severities. */
const INFO = 9;

/** A score as the conventions' event `gen_ai.evaluation.result`: a log record of OTLP in JSON. */
export function evaluationOf({ signal, value, target, evaluator, at, receivedAt }: Score): unknown {
  const { id, version, model, rubricDigest } = evaluator;
  const attributes = said({
    "gen_ai.evaluation.name": signal,
    "gen_ai.evaluation.score.value": new Double(value),
    [TARGETS[target.kind]]: target.id,
    "bellwether.evaluator.id": id,
    "bellwether.evaluator.version": version,
    "bellwether.evaluator.model": model,
    "bellwether.evaluator.rubric_digest": rubricDigest,
  });
  return {
    timeUnixNano: unixNanos(at),
    observedTimeUnixNano: unixNanos(receivedAt),
    severityNumber: INFO,
    eventName: "gen_ai.evaluation.result",
    attributes: attributePairs(attributes),
  };
}
