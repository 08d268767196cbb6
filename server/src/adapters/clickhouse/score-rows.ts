import type { Evaluator, Score, TargetKind } from "../../exchange/scores/score.ts";
import type { SessionScore } from "../../exchange/scores/store.ts";
import { decodeTime, engineTime } from "./rows.ts";

type StoredRow = Readonly<Record<string, unknown>>;

/** The columns of a stored score. */
export const SCORE_COLUMNS = [
  "id",
  "content",
  "rank",
  "tenant",
  "key",
  "target",
  "exchange",
  "session",
  "unit",
  "signal",
  "value",
  "boolean",
  "evaluator",
  "evaluator_version",
  "model",
  "rubric_digest",
  "prompt_digest",
  "output_digest",
  "idempotency_key",
  "at",
  "received_at",
] as const;

/** The columns by which one evaluator is told from another. */
export const EVALUATOR_COLUMNS = ["evaluator", "evaluator_version", "model", "rubric_digest", "prompt_digest"] as const;

/** A score as a row: what it is of stands in the column of that kind. */
export function encodeScore(score: Score): Record<(typeof SCORE_COLUMNS)[number], unknown> {
  const { target, evaluator } = score;
  const of = (kind: TargetKind): string => (target.kind === kind ? target.id : "");
  return {
    id: score.id,
    content: score.content,
    rank: score.rank,
    tenant: score.tenant,
    key: score.key,
    target: target.kind,
    exchange: of("exchange"),
    session: of("session"),
    unit: of("unit"),
    signal: score.signal,
    value: score.value,
    boolean: score.boolean,
    evaluator: evaluator.id,
    evaluator_version: evaluator.version,
    model: evaluator.model,
    rubric_digest: evaluator.rubricDigest,
    prompt_digest: evaluator.promptDigest,
    output_digest: score.outputDigest,
    idempotency_key: score.idempotencyKey,
    at: engineTime(score.at),
    received_at: engineTime(score.receivedAt),
  };
}

/** A row as the score that it is. */
export function decodeScore(row: StoredRow): Score {
  const text = (name: (typeof SCORE_COLUMNS)[number]): string => String(row[name]);
  const kind = text("target") as TargetKind;
  return {
    id: text("id"),
    content: text("content"),
    rank: Number(row["rank"]),
    tenant: text("tenant"),
    key: text("key"),
    target: { kind, id: text(kind) },
    signal: text("signal"),
    value: Number(row["value"]),
    boolean: row["boolean"] === true,
    evaluator: evaluatorIn(row),
    outputDigest: text("output_digest"),
    idempotencyKey: text("idempotency_key"),
    at: decodeTime(row["at"]),
    receivedAt: decodeTime(row["received_at"]),
  };
}

/** A row as a score that counts for a session. */
export function decodeSessionScore(row: StoredRow): SessionScore {
  return {
    tenant: String(row["tenant"]),
    session: String(row["session"]),
    id: String(row["id"]),
    value: Number(row["value"]),
    at: decodeTime(row["at"]),
    evaluator: evaluatorIn(row),
  };
}

function evaluatorIn(row: StoredRow): Evaluator {
  return {
    id: String(row["evaluator"]),
    version: String(row["evaluator_version"]),
    model: String(row["model"]),
    rubricDigest: String(row["rubric_digest"]),
    promptDigest: String(row["prompt_digest"]),
  };
}
