ALTER TABLE exchanges MODIFY TTL toDateTime(received_at) + toIntervalYear(30) SETTINGS materialize_ttl_after_modify = 0;

ALTER TABLE exchanges REMOVE TTL;
