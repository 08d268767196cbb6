ALTER TABLE scores ADD INDEX IF NOT EXISTS exchange_filter exchange TYPE bloom_filter(0.001) GRANULARITY 1;

ALTER TABLE scores ADD INDEX IF NOT EXISTS session_filter session TYPE bloom_filter(0.001) GRANULARITY 1;

ALTER TABLE scores ADD INDEX IF NOT EXISTS unit_filter unit TYPE bloom_filter(0.001) GRANULARITY 1
