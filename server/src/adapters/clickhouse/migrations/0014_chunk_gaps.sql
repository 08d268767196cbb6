ALTER TABLE exchanges ADD COLUMN IF NOT EXISTS chunk_gaps Map(LowCardinality(String), Float64);
