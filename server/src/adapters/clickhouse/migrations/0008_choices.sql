ALTER TABLE exchanges ADD COLUMN IF NOT EXISTS choice LowCardinality(String);
