import { expect, test } from "bun:test";
import type { Score } from "../scores/score.ts";
import { evaluationOf } from "./evaluations.ts";

const SCORE: Score = {
  id: "score_1",
  content: "sha256:1",
  rank: 1,
  tenant: "acme",
  key: "key_1",
  target: { kind: "exchange", id: "e1" },
  signal: "resolved",
  value: 1,
  boolean: true,
  evaluator: { id: "judge", version: "2", model: "claude-opus-4-6", rubricDigest: "", promptDigest: "" },
  outputDigest: "",
  idempotencyKey: "",
  at: 1_775_044_800_000,
  receivedAt: 1_775_044_801_000,
};

test("a score is the conventions' event of an evaluation, and says of what and by whom", () => {
  expect(evaluationOf(SCORE)).toEqual({
    timeUnixNano: "1775044800000000000",
    observedTimeUnixNano: "1775044801000000000",
    severityNumber: 9,
    eventName: "gen_ai.evaluation.result",
    attributes: [
      { key: "gen_ai.evaluation.name", value: { stringValue: "resolved" } },
      // A whole number is a double too.
      { key: "gen_ai.evaluation.score.value", value: { doubleValue: 1 } },
      { key: "bellwether.exchange", value: { stringValue: "e1" } },
      { key: "bellwether.evaluator.id", value: { stringValue: "judge" } },
      { key: "bellwether.evaluator.version", value: { stringValue: "2" } },
      { key: "bellwether.evaluator.model", value: { stringValue: "claude-opus-4-6" } },
    ],
  });
  const ofSession = JSON.stringify(evaluationOf({ ...SCORE, target: { kind: "session", id: "s1" } }));
  expect(ofSession).toContain('{"key":"gen_ai.conversation.id","value":{"stringValue":"s1"}}');
});
