ALTER TABLE exchanges ADD COLUMN IF NOT EXISTS deeds Array(String);
ALTER TABLE exchanges ADD COLUMN IF NOT EXISTS counts Map(LowCardinality(String), Float64);
