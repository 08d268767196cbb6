ALTER TABLE exchanges ADD PROJECTION IF NOT EXISTS of_session (SELECT _part_offset ORDER BY session, received_at);

ALTER TABLE exchanges MATERIALIZE PROJECTION of_session SETTINGS mutations_sync = 2;

ALTER TABLE exchanges DROP PROJECTION IF EXISTS by_session;

ALTER TABLE exchanges
    MODIFY COLUMN skeleton String CODEC(ZSTD(1)),
    MODIFY COLUMN attempts String CODEC(ZSTD(1)),
    MODIFY COLUMN delegations String CODEC(ZSTD(1)),
    MODIFY COLUMN iterations String CODEC(ZSTD(1)),
    MODIFY COLUMN violation_details String CODEC(ZSTD(1));

ALTER TABLE exchanges MODIFY SETTING min_bytes_for_wide_part = 536870912;

ALTER TABLE exchange_minutes MODIFY SETTING min_bytes_for_wide_part = 134217728;

ALTER TABLE exchange_days MODIFY SETTING min_bytes_for_wide_part = 134217728;

ALTER TABLE signal_minutes MODIFY SETTING min_bytes_for_wide_part = 134217728;
