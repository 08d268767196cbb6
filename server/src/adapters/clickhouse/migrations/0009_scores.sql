CREATE TABLE IF NOT EXISTS scores
(
    id String,
    content String,
    rank UInt64,
    tenant LowCardinality(String),
    key LowCardinality(String),
    target LowCardinality(String),
    exchange String,
    session String,
    unit String,
    signal LowCardinality(String),
    value Float64,
    boolean Bool,
    evaluator LowCardinality(String),
    evaluator_version LowCardinality(String),
    model LowCardinality(String),
    rubric_digest LowCardinality(String),
    prompt_digest LowCardinality(String),
    output_digest String,
    idempotency_key String,
    at DateTime64(3, 'UTC'),
    received_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(rank)
PARTITION BY toYYYYMM(at)
ORDER BY (tenant, id);

CREATE TABLE IF NOT EXISTS erased_scores
(
    erasure String,
    id String
)
ENGINE = MergeTree
PARTITION BY erasure
ORDER BY id
