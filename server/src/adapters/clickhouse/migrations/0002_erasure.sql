ALTER TABLE exchanges ADD COLUMN IF NOT EXISTS erased Bool;

CREATE TABLE IF NOT EXISTS erased_digests
(
    exchange String,
    erasure String,
    received_at DateTime64(3, 'UTC'),
    request_digest String,
    sent_digest String,
    response_digest String
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(received_at)
ORDER BY exchange;
